package org.morango.session;

import java.util.Optional;

/**
 * The numbers of a bound session's requests that were used. Requests may overtake each other, but a number more than
 * {@value #SIZE} below the highest counts as used. Immutable.
 *
 * @param highest the highest number that was used; 0 for none
 * @param seen bit {@code n} says whether {@code highest - n} was used
 */
public record RequestWindow(long highest, long seen) {
    /** How many numbers below the highest are told apart. */
    public static final int SIZE = Long.SIZE;

    /** No number was used yet. */
    public static final RequestWindow NEW = new RequestWindow(0, 0);

    /** This window once the number is used; empty if it is not above 0, was used, or is too low to be told. */
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
