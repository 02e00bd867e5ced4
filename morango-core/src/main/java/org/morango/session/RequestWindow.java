package org.morango.session;

import java.util.Optional;

/**
 * The request numbers of a bound session that have been used. Requests may overtake each other, but a number {@value
 * #SIZE} or more below the highest counts as used. Immutable.
 *
 * @param highest the highest number that was used; 0 for none
 * @param seen bit {@code n} says whether {@code highest - n} was used
 */
public record RequestWindow(long highest, long seen) {
    /** Number of request numbers, down from the highest, that are told apart. */
    public static final int SIZE = Long.SIZE;

    /** Window in which no number has been used. */
    public static final RequestWindow NEW = new RequestWindow(0, 0);

    /**
     * Returns this window with the number used; empty if the number is not above 0, was used before, or is too far
     * below the highest.
     */
    public Optional<RequestWindow> use(long number) {
        if (number > highest) {
            long distance = number - highest;
            return Optional.of(new RequestWindow(number, distance < SIZE ? seen << distance | 1 : 1));
        }
        long distance = highest - number;
        if (number <= 0 || distance >= SIZE || (seen >>> distance & 1) == 1) {
            return Optional.empty();
        }
        return Optional.of(new RequestWindow(highest, seen | 1L << distance));
    }
}
