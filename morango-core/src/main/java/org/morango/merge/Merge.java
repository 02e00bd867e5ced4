package org.morango.merge;

import java.time.Instant;
import java.util.Comparator;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.morango.MorangoException;
import org.morango.merge.MergeResult.Outcome;
import org.morango.record.RecordHistory;
import org.morango.record.RecordVersion;
import org.morango.record.SyncRecord;
import tools.jackson.databind.JsonNode;

/**
 * Merges a received record into the local store. Protocol section 7.
 *
 * <p>In a conflict a {@link ConflictResolver} decides on the content. What it does not take is kept beside it, in front of
 * what earlier conflicts left on either side; a hard delete empties all contents.
 */
public final class Merge {
    private static final Comparator<RecordVersion> VERSIONS =
            Comparator.comparingLong(RecordVersion::counter).thenComparing(RecordVersion::instance);

    private Merge() {}

    /** What a merge makes: its version, of this instance with a counter it never used before, and its time. */
    public record Making(RecordVersion version, Instant time) {}

    /** Merges one record by the default strategy, {@link ConflictResolver#keepOurs()}. */
    public static MergeResult merge(@Nullable SyncRecord local, SyncRecord incoming, Making making) {
        return merge(local, Ancestors.NONE, incoming, making, ConflictResolver.keepOurs());
    }

    /**
     * Merges one record.
     *
     * @param local the store's record, if it has one
     * @param ancestors what the local content was made from
     * @param incoming the received record
     * @param making used only if neither record stays as it is
     * @throws MorangoException if the two records have different ids
     */
    public static MergeResult merge(
            @Nullable SyncRecord local,
            Ancestors ancestors,
            SyncRecord incoming,
            Making making,
            ConflictResolver resolver) {
        if (local == null) {
            return new MergeResult(Outcome.NEW, incoming);
        }
        if (!local.id().equals(incoming.id())) {
            throw new MorangoException(
                    "Only records of one id can be merged", Map.of("record", local.id(), "incoming", incoming.id()));
        }
        if (local.history().knows(incoming.version())) {
            return new MergeResult(Outcome.ALREADY_KNOWN, local);
        }
        if (incoming.history().knows(local.version())) {
            return new MergeResult(
                    Outcome.FAST_FORWARD, incoming.withHistory(local.history().max(incoming.history())));
        }
        if (isSame(local, incoming)) {
            return new MergeResult(Outcome.SAME_CONTENT, united(local, incoming, making.version()));
        }
        String ancestor = ancestors.commonWith(incoming.history());
        return new ConflictMerge(local, local.version().instance(), incoming, making, resolver, ancestor).result();
    }

    /**
     * Merges what the application has changed with a received record that has not reached its table. By the default strategy
     * the change here counts as the later one: it stays, and brings a deleted record back.
     *
     * @param received the store's record
     * @param ancestor the content that the application had before its change; null if it is not known
     * @param serialized the content that it has now
     * @param making the version of the change
     */
    public static MergeResult mergeChange(
            SyncRecord received,
            @Nullable String ancestor,
            String serialized,
            String selfReference,
            Making making,
            ConflictResolver resolver) {
        SyncRecord local = received.withContent(serialized, selfReference);
        if (isSame(local, received)) {
            return new MergeResult(Outcome.SAME_CONTENT, received);
        }
        String author = making.version().instance();
        if (resolver != Resolvers.KEEP_OURS) {
            return new ConflictMerge(local, author, received, making, resolver, ancestor).result();
        }
        KeptContents kept = KeptContents.of("");
        // Of a hard-deleted one nothing is left to keep.
        if (!received.hardDeleted()) {
            kept.andContent(received.serialized(), received.version().instance(), making.time());
        }
        SyncRecord merged = local.withConflictingData(
                        kept.and(received.conflictingData()).without(serialized).text())
                .savedAs(making.version());
        return new MergeResult(Outcome.CONFLICT, merged, ConflictMerge.resolved(local, received, merged));
    }

    /**
     * Merges the application's deletion with a received record that has not reached its table: it stays deleted, and the
     * content that the application has never seen is kept.
     *
     * @return what the record keeps from now on
     */
    public static String keptThroughDeletion(SyncRecord received, Instant now) {
        KeptContents kept = KeptContents.of("");
        if (!received.deleted()) {
            kept.andContent(received.serialized(), received.version().instance(), now);
        }
        return kept.and(received.conflictingData()).text();
    }

    private static boolean isSame(SyncRecord a, SyncRecord b) {
        return a.deleted() == b.deleted()
                && a.hardDeleted() == b.hardDeleted()
                && (a.serialized().equals(b.serialized()) || isSameJson(a.serialized(), b.serialized()));
    }

    private static boolean isSameJson(String a, String b) {
        JsonNode first = Values.parse(ChangeTimes.without(a));
        JsonNode second = Values.parse(ChangeTimes.without(b));
        return first != null && second != null && Values.compare(first, second) == 0;
    }

    /**
     * One of two records with the same content: that which keeps all that the other one keeps, otherwise the higher version.
     * All peers choose the same one, and no new version has to travel. If each keeps something of its own, there is no
     * choice but a new one.
     */
    private static SyncRecord united(SyncRecord local, SyncRecord incoming, RecordVersion newVersion) {
        RecordHistory both = local.history().max(incoming.history());
        KeptContents ours = KeptContents.of(local.conflictingData());
        KeptContents theirs = KeptContents.of(incoming.conflictingData());
        String content = ChangeTimes.united(local.serialized(), incoming.serialized());
        if (content != null) {
            return local.withHistory(both)
                    .withSerialized(content)
                    .withConflictingData(theirs.and(local.conflictingData()).text())
                    .savedAs(newVersion);
        }
        boolean oursHasAll = ours.contents().containsAll(theirs.contents());
        boolean theirsHasAll = theirs.contents().containsAll(ours.contents());
        if (oursHasAll && (!theirsHasAll || VERSIONS.compare(local.version(), incoming.version()) > 0)) {
            return local.withHistory(both);
        }
        if (theirsHasAll) {
            return incoming.withHistory(both);
        }
        return local.withHistory(both)
                .withConflictingData(theirs.and(local.conflictingData()).text())
                .savedAs(newVersion);
    }

    /**
     * What a record keeps when the application changes it: all that it kept; and when that brings a deleted one back, its
     * content too if it was deleted by a side that had not seen it.
     */
    public static String keptThroughChange(SyncRecord before, Instant now) {
        boolean unseen = before.deleted()
                && !before.hardDeleted()
                && !before.conflictingData().isEmpty();
        return unseen
                ? KeptContents.of("")
                        .andContent(before.serialized(), before.version().instance(), now)
                        .and(before.conflictingData())
                        .text()
                : before.conflictingData();
    }
}
