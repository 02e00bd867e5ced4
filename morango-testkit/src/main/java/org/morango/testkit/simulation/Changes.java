package org.morango.testkit.simulation;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The changes that the applications have committed, with the earlier change that each of them had seen. A change may
 * overwrite those that it has seen; all others have to be kept.
 */
final class Changes {
    private static final Pattern TOKEN = Pattern.compile("\"token\":\\s*(\\d+)");

    /** A change; its content carries its number. */
    private record Change(
            int number, int peer, String recordId, @Nullable Integer saw) {}

    private final List<Change> changes = new ArrayList<>();
    private final Map<String, Set<Integer>> seenByDeletions = new HashMap<>();
    private final Set<String> purged = new HashSet<>();
    private final Set<String> spoilt = new HashSet<>();
    private final Set<Integer> forgotten = new HashSet<>();
    private final Map<Integer, Integer> backedUpAt = new HashMap<>();

    /** Notes a change of a row; returns its content. */
    String edit(int peer, String recordId, @Nullable String before) {
        Integer saw = before == null ? null : token(before);
        return "{\"token\":" + (saw == null ? edit(peer, recordId) : edit(peer, recordId, (int) saw)) + "}";
    }

    /** Notes that a row was made; returns the number of the change. */
    int edit(int peer, String recordId) {
        changes.add(new Change(changes.size(), peer, recordId, null));
        return changes.size() - 1;
    }

    /** Notes a change of a row with the number of an earlier change; returns its number. */
    int edit(int peer, String recordId, int before) {
        changes.add(new Change(changes.size(), peer, recordId, before));
        return changes.size() - 1;
    }

    /** Notes a deletion of a row with the number of its last change. */
    void delete(String recordId, int before, boolean hard) {
        delete(recordId, "\"token\":" + before, hard);
    }

    /** Notes a deletion of a row. */
    void delete(String recordId, String before, boolean hard) {
        Integer saw = token(before);
        if (saw != null) {
            seenByDeletions.computeIfAbsent(recordId, r -> new HashSet<>()).add(saw);
        }
        if (hard) {
            purged.add(recordId);
        }
    }

    /** Notes that a liar may change a record. */
    void spoil(String recordId) {
        spoilt.add(recordId);
    }

    /** Returns whether all contents in a text belong to changes of a record. */
    boolean areOf(String recordId, String text) {
        return TOKEN.matcher(text)
                .results()
                .map(found -> found.group(1))
                .allMatch(number -> changes.size() > Long.parseLong(number)
                        && changes.get(Integer.parseInt(number)).recordId().equals(recordId));
    }

    /** Returns whether two contents belong to the same change. */
    static boolean isSame(String one, String other) {
        return Objects.equals(token(one), token(other));
    }

    boolean isDeleted(String recordId) {
        return seenByDeletions.containsKey(recordId) || purged.contains(recordId);
    }

    boolean isPurged(String recordId) {
        return purged.contains(recordId);
    }

    void backedUp(int peer) {
        backedUpAt.put(peer, changes.size());
    }

    /** Notes that a peer has lost the changes since its backup that it had not sent. */
    void restored(int peer) {
        changes.stream()
                .filter(c -> c.peer() == peer && c.number() >= backedUpAt.getOrDefault(peer, 0))
                .forEach(c -> forgotten.add(c.number()));
    }

    private static @Nullable Integer token(String content) {
        Matcher matcher = TOKEN.matcher(content);
        return matcher.find() ? Integer.valueOf(matcher.group(1)) : null;
    }

    /**
     * Returns the lost changes, if these are the contents that can still be read anywhere.
     *
     * @param contents contents and conflicting contents by record
     */
    private List<String> lost(Map<String, List<String>> contents, Predicate<String> excused) {
        Map<String, Set<Integer>> accounted = new TreeMap<>();
        contents.forEach((id, texts) -> texts.forEach(text -> {
            Matcher matcher = TOKEN.matcher(text);
            while (matcher.find()) {
                account(accounted.computeIfAbsent(id, i -> new TreeSet<>()), Integer.valueOf(matcher.group(1)));
            }
        }));
        seenByDeletions.forEach((id, seen) ->
                seen.forEach(number -> account(accounted.computeIfAbsent(id, i -> new TreeSet<>()), number)));
        return changes.stream()
                .filter(c -> !purged.contains(c.recordId()) && !spoilt.contains(c.recordId()))
                .filter(c -> !forgotten.contains(c.number()) && !excused.test(c.recordId()))
                .filter(c -> !accounted.getOrDefault(c.recordId(), Set.of()).contains(c.number()))
                .map(c -> "change " + c.number() + " of record " + c.recordId() + " at peer " + c.peer())
                .toList();
    }

    /** Adds a text to those of the things whose changes it contains. */
    void addByThing(Map<String, List<String>> texts, String text) {
        TOKEN.matcher(text)
                .results()
                .map(found -> changes.get(Integer.parseInt(found.group(1))).recordId())
                .distinct()
                .forEach(thing ->
                        texts.computeIfAbsent(thing, t -> new ArrayList<>()).add(text));
    }

    /**
     * Checks that no change is lost, if these are the contents that can still be read anywhere.
     *
     * @param excused returns whether contents of a record may be lost
     */
    void checkKept(Map<String, List<String>> contents, Predicate<String> excused) {
        List<String> lost = lost(contents, excused);
        if (!lost.isEmpty()) {
            throw new AssertionError("Lost: " + String.join("; ", lost) + ".");
        }
    }

    /** Accounts for a change and all changes that it had seen. */
    private void account(Set<Integer> accounted, @Nullable Integer number) {
        Integer next = number;
        while (next != null && accounted.add(next)) {
            next = changes.get(next).saw();
        }
    }
}
