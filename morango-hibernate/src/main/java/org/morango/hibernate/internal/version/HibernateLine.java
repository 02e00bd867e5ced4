package org.morango.hibernate.internal.version;

import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.hibernate.Version;
import org.morango.common.MorangoException;

/**
 * Refuses lines of Hibernate that this artifact is not made for. Without this check it would fail later, for lack of a
 * method.
 */
public final class HibernateLine {
    private static final Pattern LINE = Pattern.compile("(\\d+)\\.(\\d+)\\..*");

    private HibernateLine() {}

    /**
     * Checks the version of Hibernate on the class path.
     *
     * @throws MorangoException if it belongs to another line
     */
    public static void check() {
        check(Version.getVersionString());
    }

    static void check(String version) {
        Matcher line = LINE.matcher(version);
        if (line.matches()
                && !Differences.isMadeFor(Integer.parseInt(line.group(1)), Integer.parseInt(line.group(2)))) {
            throw new MorangoException(
                    Differences.ARTIFACT + " is not made for Hibernate " + version
                            + ": take morango-hibernate with 7.4 or newer, morango-hibernate6 with 6.6, and not both.",
                    Map.of());
        }
    }
}
