package org.morango.hibernate;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;

/**
 * Number and first seed of a test's random runs. The seed is derived from the tested commit, so that every commit tries
 * other seeds. {@code -Dtests.seed=…} replays them; without a repository the seed is 0.
 */
public final class RandomRuns {
    private static final int DIGITS = 7;
    private static final long SEED = Long.getLong("tests.seed", ofCommit());

    static {
        System.out.println("Random runs begin with seed " + SEED + ": -Dtests.seed=" + SEED + " repeats them.");
    }

    private RandomRuns() {}

    public static long seed() {
        return SEED;
    }

    /** Returns the lower count, or with {@code -Pnightly} the higher one. */
    public static int count(int daily, int nightly) {
        return Boolean.getBoolean("tests.all") ? nightly : daily;
    }

    private static long ofCommit() {
        try {
            Process git = new ProcessBuilder("git", "rev-parse", "HEAD")
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            String commit = new String(git.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
            return git.waitFor(1, TimeUnit.MINUTES) && git.exitValue() == 0
                    ? Long.parseLong(commit.substring(0, DIGITS), 16)
                    : 0;
        } catch (IOException e) {
            return 0;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return 0;
        }
    }
}
