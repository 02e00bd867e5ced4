package org.morango.invitation;

import java.math.BigInteger;
import java.util.Locale;
import java.util.Optional;

/** Crockford's Base32: no letter looks like a digit, and people may write either. */
final class Base32 {
    private static final String DIGITS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    private static final int BITS = 5;

    private Base32() {}

    /** Returns that many digits of a number that is not negative, in upper case. */
    static String encode(BigInteger number, int length) {
        char[] digits = new char[length];
        BigInteger rest = number;
        for (int i = length - 1; i >= 0; i--) {
            digits[i] = DIGITS.charAt(rest.intValue() & ((1 << BITS) - 1));
            rest = rest.shiftRight(BITS);
        }
        return new String(digits);
    }

    /**
     * Returns the number.
     *
     * @param length the number of digits that the text has to have
     * @return empty if the text has another length or other characters
     */
    static Optional<BigInteger> decode(String text, int length) {
        String plain = text.toUpperCase(Locale.ROOT)
                .replace('O', '0')
                .replace('I', '1')
                .replace('L', '1');
        if (plain.length() != length) {
            return Optional.empty();
        }
        BigInteger number = BigInteger.ZERO;
        for (int i = 0; i < plain.length(); i++) {
            int digit = DIGITS.indexOf(plain.charAt(i));
            if (digit < 0) {
                return Optional.empty();
            }
            number = number.shiftLeft(BITS).or(BigInteger.valueOf(digit));
        }
        return Optional.of(number);
    }
}
