package org.morango.merge;

import java.time.Instant;
import java.util.Comparator;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.morango.common.MorangoException;
import org.morango.merge.MergeResult.Outcome;
import org.morango.record.Ids;
import org.morango.record.RecordHistory;
import org.morango.record.RecordVersion;
import org.morango.record.SyncRecord;
import tools.jackson.databind.JsonNode;

/**
 * Merges a received record into the local store. See docs/protocol.md, "Merging".
 *
 * <p>In a conflict a {@link ConflictResolver} decides on the content. The content that it does not take becomes
 * conflicting content, in front of that of earlier conflicts on either side. A hard deletion empties all contents. If
 * this side may not change the record, and has not changed it or has made the same of it, it does not take part in the
 * conflict: it accepts the record as the sender has it.
 */
public final class Merge {
    private static final Comparator<RecordVersion> VERSIONS =
            Comparator.comparingLong(RecordVersion::counter).thenComparing(RecordVersion::instance);

    /** A hard deletion stays; otherwise a digest of the content decides, which nobody can choose for both. */
    private static final Comparator<SyncRecord> FORKS = Comparator.comparing(SyncRecord::hardDeleted)
            .thenComparing(rec -> Ids.hash(String.valueOf(rec.deleted()), rec.serialized()));

    private Merge() {}

    /** Version and time of a merge. The version has this instance and a counter that it has never used before. */
    public record Making(RecordVersion version, Instant time) {}

    /** Merges one record with the default strategy, {@link ConflictResolver#keepOurs()}. */
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
        return merge(local, ancestors, incoming, making, resolver, rec -> true);
    }

    /**
     * As {@link #merge(SyncRecord, Ancestors, SyncRecord, Making, ConflictResolver)}, where this side may not change everything.
     *
     * @param mayChange whether others take what this side makes of the record; asked only if neither record was made from the
     *     other
     */
    public static MergeResult merge(
            @Nullable SyncRecord local,
            Ancestors ancestors,
            SyncRecord incoming,
            Making making,
            ConflictResolver resolver,
            Predicate<SyncRecord> mayChange) {
        if (local == null) {
            return new MergeResult(Outcome.NEW, incoming);
        }
        if (!local.id().equals(incoming.id())) {
            throw new MorangoException(
                    "Only records of one id can be merged", Map.of("record", local.id(), "incoming", incoming.id()));
        }
        boolean isFork = local.version().equals(incoming.version()) && !isSame(local, incoming);
        if (local.history().knows(incoming.version()) && !isFork) {
            return new MergeResult(Outcome.ALREADY_KNOWN, local);
        }
        if (incoming.history().knows(local.version()) && !isFork) {
            return new MergeResult(Outcome.FAST_FORWARD, incoming.withHistory(both(local, incoming)));
        }
        String own = making.version().instance();
        if (!local.version().instance().equals(own) && !mayChange.test(local)) {
            return new MergeResult(isFork ? Outcome.FORK : Outcome.FAST_FORWARD, mirrored(local, incoming, own));
        }
        if (isFork) {
            return forked(local, incoming, making);
        }
        if (isSame(local, incoming)) {
            return hasAllContents(incoming, local) && !mayChange.test(local)
                    ? new MergeResult(Outcome.FAST_FORWARD, mirrored(local, incoming, own))
                    : new MergeResult(Outcome.SAME_CONTENT, united(local, incoming, making.version()));
        }
        String ancestor = ancestors.commonWith(incoming.history());
        return new ConflictMerge(local, local.version().instance(), incoming, making, resolver, ancestor).result();
    }

    /**
     * Merges a change of the application with a pending record. With the default strategy the change here counts as the
     * later one: it stays, and restores a deleted record.
     *
     * @param received the store's record
     * @param ancestor the content that the application had before its change; null if it is not known
     * @param serialized the content that the application has now
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
        ConflictingContents kept = ConflictingContents.of("");
        // A hard-deleted record has no content to keep.
        if (!received.hardDeleted()) {
            kept.andContent(received.serialized(), received.version().instance(), making.time());
        }
        SyncRecord merged = local.withConflictingData(
                        kept.and(received.conflictingData()).without(serialized).text(received))
                .savedAs(making.version());
        return new MergeResult(Outcome.CONFLICT, merged, ConflictMerge.resolved(local, received, merged));
    }

    /**
     * Merges a deletion by the application with a pending record. The record stays deleted; the content that the
     * application has never seen becomes conflicting content.
     *
     * @return the conflicting contents that the record has from now on
     */
    public static String keptThroughDeletion(SyncRecord received, Instant now) {
        ConflictingContents kept = ConflictingContents.of("");
        if (!received.deleted()) {
            kept.andContent(received.serialized(), received.version().instance(), now);
        }
        return kept.and(received.conflictingData()).text(received);
    }

    /**
     * Returns the record as the sender has it. Its history does not name the local version: it would claim to contain
     * that version, and so end a conflict that other peers may settle. The changes of this instance stay in the
     * history.
     */
    private static SyncRecord mirrored(SyncRecord local, SyncRecord incoming, String own) {
        RecordHistory history = incoming.history().with(incoming.version());
        long saved = local.history().counter(own);
        return incoming.withHistory(
                saved == 0 ? history : history.max(RecordHistory.of(new RecordVersion(own, saved))));
    }

    /** Returns the union of both histories, as far as there is room, with both versions in any case. */
    static RecordHistory both(SyncRecord local, SyncRecord incoming) {
        return local.history().max(incoming.history()).with(local.version()).with(incoming.version());
    }

    /**
     * Merges two contents of one version. All peers choose the same one. The result gets a new version, because each
     * peer that has one of the two takes the other for known.
     */
    private static MergeResult forked(SyncRecord local, SyncRecord incoming, Making making) {
        boolean isOurs = FORKS.compare(local, incoming) > 0;
        SyncRecord winner = isOurs ? local : incoming;
        SyncRecord loser = isOurs ? incoming : local;
        String kept = winner.hardDeleted()
                ? ""
                : ConflictingContents.of("")
                        .andContent(loser.serialized(), loser.version().instance(), making.time())
                        .and(winner.conflictingData())
                        .and(loser.conflictingData())
                        .without(winner.serialized())
                        .text(local);
        SyncRecord merged = winner.withHistory(both(local, incoming))
                .withConflictingData(kept)
                .savedAs(making.version());
        return new MergeResult(Outcome.FORK, merged, ConflictMerge.resolved(local, incoming, merged));
    }

    /** Returns whether a record has all conflicting contents of another one. */
    private static boolean hasAllContents(SyncRecord rec, SyncRecord other) {
        return ConflictingContents.of(rec.conflictingData())
                .contents()
                .containsAll(ConflictingContents.of(other.conflictingData()).contents());
    }

    private static boolean isSame(SyncRecord a, SyncRecord b) {
        return a.deleted() == b.deleted()
                && a.hardDeleted() == b.hardDeleted()
                && (a.serialized().equals(b.serialized()) || isSameJson(a.serialized(), b.serialized()));
    }

    private static boolean isSameJson(String a, String b) {
        JsonNode first = JsonOrder.parse(ChangeTimes.without(a));
        JsonNode second = JsonOrder.parse(ChangeTimes.without(b));
        return first != null && second != null && JsonOrder.compare(first, second) == 0;
    }

    /**
     * Chooses one of two records with the same content: the one that has all conflicting contents of the other,
     * otherwise the higher version. All peers choose the same one, and no new version has to be sent. If the times of
     * change differ, or each has conflicting contents that the other lacks, a new version is needed.
     */
    private static SyncRecord united(SyncRecord local, SyncRecord incoming, RecordVersion newVersion) {
        RecordHistory both = both(local, incoming);
        ConflictingContents theirs = ConflictingContents.of(incoming.conflictingData());
        String content = ChangeTimes.united(local.serialized(), incoming.serialized());
        if (content != null) {
            return local.withHistory(both)
                    .withSerialized(content)
                    .withConflictingData(theirs.and(local.conflictingData()).text(local))
                    .savedAs(newVersion);
        }
        boolean oursHasAll = hasAllContents(local, incoming);
        boolean theirsHasAll = hasAllContents(incoming, local);
        if (oursHasAll && (!theirsHasAll || VERSIONS.compare(local.version(), incoming.version()) > 0)) {
            return local.withHistory(both);
        }
        if (theirsHasAll) {
            return incoming.withHistory(both);
        }
        return local.withHistory(both)
                .withConflictingData(theirs.and(local.conflictingData()).text(local))
                .savedAs(newVersion);
    }

    /**
     * Returns the conflicting contents of a record that the application changes: those it had before. If the change
     * restores a record that was deleted by a side that had not seen its content, that content is added.
     */
    public static String keptThroughChange(SyncRecord before, Instant now) {
        boolean unseen = before.deleted()
                && !before.hardDeleted()
                && !before.conflictingData().isEmpty();
        return unseen
                ? ConflictingContents.of("")
                        .andContent(before.serialized(), before.version().instance(), now)
                        .and(before.conflictingData())
                        .text(before)
                : before.conflictingData();
    }
}
