package org.morango.testkit.simulation;

import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.morango.testkit.simulation.NumberedDatabase.Row;

/** What applications have done with the things that their rows stand for, and what may have become of these. */
final class Fates {
    /** The things to which a thing has ever referred. */
    private final Map<String, Set<String>> parents = new HashMap<>();

    private final Set<String> made = new LinkedHashSet<>();
    private final Set<String> deleted = new HashSet<>();
    private final Set<String> purged = new HashSet<>();
    private final Set<String> united = new HashSet<>();
    private final Set<String> moved = new HashSet<>();
    private final Set<String> spoilt = new HashSet<>();
    private boolean isAnyRestored;

    void make(String tag, @Nullable Row parent) {
        made.add(tag);
        if (parent != null) {
            refer(tag, parent);
        }
    }

    void refer(String tag, Row parent) {
        parents.computeIfAbsent(tag, t -> new HashSet<>()).add(parent.tag());
    }

    void move(String tag) {
        moved.add(tag);
    }

    void delete(String tag, boolean hard) {
        deleted.add(tag);
        if (hard) {
            purged.add(tag);
        }
    }

    void unite(String tag) {
        united.add(tag);
    }

    /** Notes that a peer was restored: it may have lost one half of a move of which others have the other half. */
    void restored() {
        isAnyRestored = true;
        made.stream().filter(tag -> is(moved, moved, tag)).forEach(spoilt::add);
    }

    /** Returns whether a restored peer may have lost a part of a thing's move. */
    boolean isSpoilt(String tag) {
        return spoilt.contains(tag);
    }

    /** Returns whether contents of a thing may be gone. */
    boolean mayLack(String tag) {
        return isSpoilt(tag) || is(purged, purged, tag);
    }

    private boolean is(Set<String> own, Set<String> ofParents, String tag) {
        return own.contains(tag)
                || parents.getOrDefault(tag, Set.of()).stream().anyMatch(parent -> is(ofParents, ofParents, parent));
    }

    /** Checks that no thing is gone that nobody has deleted. */
    void checkAlive(Set<String> alive) {
        Set<String> mayGo = new HashSet<>(deleted);
        mayGo.addAll(united);
        List<String> gone = made.stream()
                .filter(tag -> !alive.contains(tag))
                .filter(tag -> !isAnyRestored && !is(deleted, mayGo, tag))
                .toList();
        if (!gone.isEmpty()) {
            throw new AssertionError("Gone, though nobody has deleted it: " + gone + ".");
        }
    }
}
