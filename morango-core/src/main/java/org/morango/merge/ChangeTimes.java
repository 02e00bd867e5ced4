package org.morango.merge;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;
import org.morango.record.RecordHistory;
import org.morango.record.RecordVersion;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Times at which the values of a record's content were changed. The content carries the times in a member that belongs to the
 * library. Only models whose strategy asks for it have that member. Peers that do not know the member keep it as it is,
 * so a time may be older than a value that such a peer has changed. A digest therefore binds each time to its value. A
 * value without a time of its own was set when the record was made. Immutable. See docs/protocol.md,
 * "Counters and serialized content".
 */
public final class ChangeTimes {
    /** Name of the member. */
    public static final String MEMBER = "_morango_changed";

    /** No known times. */
    static final ChangeTimes NONE = new ChangeTimes(JsonOrder.object(), 0, null, Map.of());

    /** Names of the record's own entries: when its first values were set, and when it was last made or deleted. */
    private static final String MADE = "";

    private static final String STATE = "!";
    private static final Set<String> OWN = Set.of("id", "_morango_source_id", "_morango_partition", MEMBER);

    /** Last millisecond of the year 9999; a later time is invalid. */
    private static final long LAST = 253_402_300_799_999L;

    private static final int MAX_ENTRIES = 10_000;
    private static final RecordVersion UNKNOWN = new RecordVersion("", 0);

    private final ObjectNode values;
    private final long state;
    private final @Nullable Change made;
    private final Map<String, Change> changes;

    /** One change: its time in milliseconds, a digest of the new value, and the version of the change. */
    private record Change(long time, String digest, RecordVersion version) {
        ArrayNode json() {
            return JsonOrder.array()
                    .add(time)
                    .add(digest)
                    .add(version.instance())
                    .add(version.counter());
        }
    }

    private ChangeTimes(ObjectNode values, long state, @Nullable Change made, Map<String, Change> changes) {
        this.values = values;
        this.state = state;
        this.made = made;
        this.changes = changes;
    }

    /** Removes the times from a content and returns them. */
    static ChangeTimes take(ObjectNode content) {
        if (!(content.remove(MEMBER) instanceof ObjectNode noted) || noted.size() > MAX_ENTRIES) {
            return new ChangeTimes(content, 0, null, Map.of());
        }
        Map<String, Change> changes = new TreeMap<>();
        noted.forEachEntry((name, entry) -> {
            Change change = change(entry);
            if (change != null) {
                changes.put(name, change);
            }
        });
        Change made = changes.remove(MADE);
        JsonNode state = noted.get(STATE);
        long stateTime = isTime(state) ? state.longValue() : made == null ? 0 : made.time();
        return new ChangeTimes(content, stateTime, made, changes);
    }

    private static @Nullable Change change(JsonNode entry) {
        boolean isWhole = entry.isArray()
                && entry.size() == 4
                && isTime(entry.get(0))
                && entry.get(1).isString()
                && entry.get(2).isString()
                && entry.get(3).canConvertToLong();
        return isWhole
                ? new Change(
                        entry.get(0).longValue(),
                        entry.get(1).stringValue(),
                        new RecordVersion(
                                entry.get(2).stringValue(), entry.get(3).longValue()))
                : null;
    }

    private static boolean isTime(@Nullable JsonNode node) {
        return node != null
                && node.isIntegralNumber()
                && node.canConvertToLong()
                && node.longValue() >= 0
                && node.longValue() <= LAST;
    }

    /** Returns a content without its times. */
    public static String without(String content) {
        if (!content.contains(MEMBER)) {
            return content;
        }
        ObjectNode object = JsonOrder.parseObject(content);
        return object == null || object.remove(MEMBER) == null ? content : JsonOrder.render(object);
    }

    /**
     * Notes which values a change has set, and returns the new content.
     *
     * @param before the content that was changed
     * @param after the content with the change
     * @param version the version of the change
     * @param now the time of the change; raised above all noted times, whatever the clock says
     */
    public static String changed(String before, String after, RecordVersion version, Instant now) {
        ObjectNode old = JsonOrder.parseObject(before);
        ObjectNode content = JsonOrder.parseObject(after);
        if (old == null || content == null) {
            return made(after, version, now);
        }
        ChangeTimes times = take(old);
        content.remove(MEMBER);
        Map<String, Change> changes = new TreeMap<>(times.changes);
        for (String name : content.propertyNames()) {
            JsonNode value = content.get(name);
            if (!OWN.contains(name) && JsonOrder.compare(value, old.get(name)) != 0) {
                long time = Math.max(millis(now), times.of(name) + 1);
                changes.put(name, new Change(Math.min(time, LAST), digest(value), version));
            }
        }
        return write(content, times.state, times.made, times.isMadeKnown(), changes);
    }

    /** Notes that a record was made, or made again over an earlier one. */
    public static String made(String content, RecordVersion version, Instant now) {
        ObjectNode object = JsonOrder.parseObject(content);
        if (object == null) {
            return content;
        }
        long time = take(object).next(now);
        return write(object, time, new Change(time, "", version), true, Map.of());
    }

    /** Notes that a record was deleted. */
    public static String deleted(String content, Instant now) {
        ObjectNode object = JsonOrder.parseObject(content);
        if (object == null) {
            return content;
        }
        ChangeTimes times = take(object);
        return write(object, times.next(now), times.made, times.isMadeKnown(), times.changes);
    }

    private long next(Instant now) {
        long last = state;
        for (Change change : changes.values()) {
            last = Math.max(last, change.time());
        }
        return Math.min(Math.max(millis(now), last + 1), LAST);
    }

    private static long millis(Instant time) {
        return Math.max(1, Math.min(time.toEpochMilli(), LAST));
    }

    /** Adds the times to a merged content, which has values of both sides. */
    static void merge(ObjectNode merged, ChangeTimes ours, ChangeTimes theirs) {
        if (ours.isNone() && theirs.isNone()) {
            return;
        }
        Change made = later(ours.made, theirs.made);
        boolean isMadeKnown = true;
        Map<String, Change> changes = new TreeMap<>();
        for (String name : merged.propertyNames()) {
            if (OWN.contains(name)) {
                continue;
            }
            JsonNode value = merged.get(name);
            ChangeTimes side = winner(name, value, ours, theirs);
            if (side != null && side.isOriginal(name, made)) {
                isMadeKnown &= !side.version(name).equals(UNKNOWN);
            } else if (side == null) {
                long time = Math.max(ours.of(name), theirs.of(name)) + 1;
                changes.put(name, new Change(Math.min(time, LAST), digest(value), UNKNOWN));
            } else {
                changes.put(name, new Change(side.of(name), digest(value), side.version(name)));
            }
        }
        write(merged, Math.max(ours.state, theirs.state), made, isMadeKnown, changes);
    }

    /**
     * Returns whether a value was set when the record was made, with or without a time of its own. Both sides get the
     * same answer.
     */
    private boolean isOriginal(String name, @Nullable Change record) {
        if (!changes.containsKey(name)) {
            return made == null
                    ? record == null
                    : record != null
                            && made.time() == record.time()
                            && made.version().equals(record.version());
        }
        return record != null && of(name) == record.time() && version(name).equals(record.version());
    }

    private static @Nullable Change later(@Nullable Change a, @Nullable Change b) {
        if (a == null || b == null) {
            return a == null ? b : a;
        }
        int order = Long.compare(a.time(), b.time());
        return (order == 0 ? compare(a.version(), b.version()) : order) >= 0 ? a : b;
    }

    private static int compare(RecordVersion a, RecordVersion b) {
        int order = a.instance().compareTo(b.instance());
        return order == 0 ? Long.compare(a.counter(), b.counter()) : order;
    }

    /** Merges the times of two contents that have the same values; returns null if the times are the same as well. */
    static @Nullable String united(String a, String b) {
        ObjectNode one = a.contains(MEMBER) || b.contains(MEMBER) ? JsonOrder.parseObject(a) : null;
        ObjectNode other = one == null ? null : JsonOrder.parseObject(b);
        if (one == null || other == null || JsonOrder.compare(one, other) == 0) {
            return null;
        }
        ChangeTimes ours = take(one);
        ChangeTimes theirs = take(other);
        ObjectNode content = one.deepCopy();
        merge(content, ours, theirs);
        return JsonOrder.render(content);
    }

    /** Returns the side that has a value; if both have it, the one with the later time; if neither has it, null. */
    private static @Nullable ChangeTimes winner(String name, JsonNode value, ChangeTimes ours, ChangeTimes theirs) {
        boolean isOurs = JsonOrder.compare(value, ours.values.get(name)) == 0;
        boolean isTheirs = JsonOrder.compare(value, theirs.values.get(name)) == 0;
        if (isOurs && isTheirs) {
            int order = Long.compare(ours.of(name), theirs.of(name));
            return (order == 0 ? compare(ours.version(name), theirs.version(name)) : order) >= 0 ? ours : theirs;
        }
        return isOurs ? ours : isTheirs ? theirs : null;
    }

    private static String write(
            ObjectNode content, long state, @Nullable Change made, boolean isMadeKnown, Map<String, Change> changes) {
        ObjectNode noted = JsonOrder.object();
        changes.forEach((name, change) -> {
            if (content.has(name)) {
                noted.set(name, change.json());
            }
        });
        if (made != null) {
            String digest = isMadeKnown ? originals(content, changes) : "?";
            noted.set(MADE, new Change(made.time(), digest, made.version()).json());
        }
        if (state > 0 && (made == null || state != made.time())) {
            noted.put(STATE, state);
        }
        content.set(MEMBER, noted);
        return JsonOrder.render(content);
    }

    /** Returns a digest of all values without a time of their own. */
    private static String originals(ObjectNode content, Map<String, Change> changes) {
        ObjectNode rest = JsonOrder.object();
        new TreeSet<>(content.propertyNames())
                .stream()
                        .filter(name -> !OWN.contains(name) && !changes.containsKey(name))
                        .forEach(name -> rest.set(name, content.get(name)));
        return digest(rest);
    }

    private static String digest(JsonNode value) {
        CRC32 sum = new CRC32();
        sum.update(JsonOrder.canonical(value).getBytes(StandardCharsets.UTF_8));
        return Long.toHexString(sum.getValue());
    }

    private boolean isNone() {
        return made == null && changes.isEmpty() && state == 0;
    }

    /** Returns whether the values without a time of their own are still those that the record was made with. */
    private boolean isMadeKnown() {
        return made != null && made.digest().equals(originals(values, changes));
    }

    private boolean isFresh(String name, Change change) {
        JsonNode value = values.get(name);
        return value != null && change.digest().equals(digest(value));
    }

    private RecordVersion version(String name) {
        Change change = changes.get(name);
        if (change != null) {
            return isFresh(name, change) ? change.version() : UNKNOWN;
        }
        return made != null && isMadeKnown() ? made.version() : UNKNOWN;
    }

    /**
     * Returns the millisecond at which a value was set; 0 if it is not known. A value set by a peer that notes no times
     * counts as set one millisecond after the last noted time.
     */
    long of(String name) {
        Change change = changes.get(name);
        if (change != null) {
            return isFresh(name, change) ? change.time() : Math.min(change.time() + 1, LAST);
        }
        return made == null ? 0 : made.time();
    }

    /** Returns the millisecond at which the record was last made or deleted; 0 if it is not known. */
    long state() {
        return state;
    }

    /** Returns whether a record with that history was made from one that had this value. */
    boolean isKnownTo(String name, RecordHistory history) {
        RecordVersion version = version(name);
        return !version.equals(UNKNOWN) && history.knows(version);
    }

    /**
     * Returns when a value was set, by the clock of the peer that set it.
     *
     * @param member its name in JSON
     * @return empty if it is not known, as with all strategies but {@link ConflictResolver#fieldByField()}
     */
    public Optional<Instant> at(String member) {
        long time = of(member);
        return time == 0 ? Optional.empty() : Optional.of(Instant.ofEpochMilli(time));
    }
}
