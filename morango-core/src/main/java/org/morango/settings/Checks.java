package org.morango.settings;

import java.time.Duration;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.morango.common.MorangoException;
import org.morango.internal.text.LogText;

/** Bounds that the settings share. The messages name the setting. */
final class Checks {
    private Checks() {}

    static Set<String> lowerCase(Set<String> names) {
        return names.stream().map(name -> name.toLowerCase(Locale.ROOT)).collect(Collectors.toUnmodifiableSet());
    }

    /** Returns a text of one line, without control characters. */
    static String line(String name, String value, int most) {
        if (value.length() > most || !LogText.isPlain(value)) {
            throw new MorangoException("The setting " + name + " is one line of at most " + most + " characters.");
        }
        return value;
    }

    static Duration positive(String name, Duration value) {
        if (value.isZero() || value.isNegative()) {
            throw new MorangoException("The setting " + name + " has to be longer than zero, not " + value + ".");
        }
        return value;
    }

    static Duration notNegative(String name, Duration value) {
        if (value.isNegative()) {
            throw new MorangoException("The setting " + name + " must not be negative, as " + value + " is.");
        }
        return value;
    }

    static double share(String name, double value, double most) {
        if (!(value >= 0 && value <= most)) {
            throw new MorangoException(
                    "The setting " + name + " is a share from 0 to " + most + ", not " + value + ".");
        }
        return value;
    }

    static long atLeast(String name, long value, int least) {
        if (value < least) {
            throw new MorangoException("The setting " + name + " has to be at least " + least + ", not " + value + ".");
        }
        return value;
    }
}
