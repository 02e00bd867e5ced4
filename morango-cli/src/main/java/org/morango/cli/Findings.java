package org.morango.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Problems found. All are counted; for each check only as many are kept as are shown. */
final class Findings {
    /**
     * One problem.
     *
     * @param check the check that found it
     * @param id what it concerns
     * @param problem what is wrong
     * @param remedy what to do
     */
    record Finding(String check, String id, String problem, String remedy) {
        @Override
        public String toString() {
            return check + ": " + id + " " + problem + "; " + remedy;
        }
    }

    private final int shownOfEach;
    private final List<Finding> shown = new ArrayList<>();
    private final Map<String, Long> counts = new TreeMap<>();

    Findings(int shownOfEach) {
        this.shownOfEach = shownOfEach;
    }

    void add(String check, String id, String problem, String remedy) {
        if (counts.merge(check, 1L, Long::sum) <= shownOfEach) {
            shown.add(new Finding(check, id, problem, remedy));
        }
    }

    List<Finding> shown() {
        return shown;
    }

    long count() {
        return counts.values().stream().mapToLong(Long::longValue).sum();
    }
}
