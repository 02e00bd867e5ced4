package org.morango.merge;

import java.util.Comparator;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.morango.MorangoException;
import org.morango.merge.MergeResult.Outcome;
import org.morango.record.RecordHistory;
import org.morango.record.RecordVersion;
import org.morango.record.SyncRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Merges a received record into the local store. Protocol section 7.
 *
 * <p>In a conflict a {@link ConflictResolver} decides on the content. What it does not take is kept beside it, in front of
 * what earlier conflicts left on either side; a hard delete empties all contents.
 */
public final class Merge {
    private static final Logger LOG = LoggerFactory.getLogger(Merge.class);
    private static final Comparator<RecordVersion> VERSIONS =
            Comparator.comparingLong(RecordVersion::counter).thenComparing(RecordVersion::instance);

    private Merge() {}

    /** Merges one record by the default strategy, {@link ConflictResolver#keepOurs()}. */
    public static MergeResult merge(@Nullable SyncRecord local, SyncRecord incoming, RecordVersion newVersion) {
        return merge(local, Ancestors.NONE, incoming, newVersion, ConflictResolver.keepOurs());
    }

    /**
     * Merges one record.
     *
     * @param local the store's record, if it has one
     * @param ancestors what the local content was made from
     * @param incoming the received record
     * @param newVersion this instance with a counter it never used before; used only if neither content stays as it is
     * @throws MorangoException if the two records have different ids
     */
    public static MergeResult merge(
            @Nullable SyncRecord local,
            Ancestors ancestors,
            SyncRecord incoming,
            RecordVersion newVersion,
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
            return new MergeResult(Outcome.SAME_CONTENT, united(local, incoming, newVersion));
        }
        return conflict(local, incoming, newVersion, resolver, ancestors.commonWith(incoming.history()));
    }

    /**
     * Merges what the application has changed with a received record that has not reached its table. By the default strategy
     * the change here counts as the later one: it stays, and brings a deleted record back.
     *
     * @param received the store's record
     * @param ancestor the content that the application had before its change; null if it is not known
     * @param serialized the content that it has now
     * @param newVersion the version of the change
     */
    public static MergeResult mergeChange(
            SyncRecord received,
            @Nullable String ancestor,
            String serialized,
            String selfReference,
            RecordVersion newVersion,
            ConflictResolver resolver) {
        SyncRecord local =
                with(received, serialized, false, false, received.version(), "", selfReference, received.history());
        if (isSame(local, received)) {
            return new MergeResult(Outcome.SAME_CONTENT, received);
        }
        if (resolver != Resolvers.KEEP_OURS) {
            return conflict(local, received, newVersion, resolver, ancestor);
        }
        // Of a hard-deleted one nothing is left to keep.
        KeptContents kept =
                received.hardDeleted() ? KeptContents.of("") : KeptContents.ofContent(received.serialized());
        SyncRecord merged =
                with(local, newVersion, kept.and(received.conflictingData()).text());
        return new MergeResult(Outcome.CONFLICT, merged, resolved(local, received, merged));
    }

    /**
     * Merges the application's deletion with a received record that has not reached its table: it stays deleted, and the
     * content that the application has never seen is kept.
     */
    public static SyncRecord mergeDeletion(SyncRecord received, RecordVersion newVersion) {
        KeptContents kept = received.deleted() ? KeptContents.of("") : KeptContents.ofContent(received.serialized());
        return with(
                received,
                received.serialized(),
                true,
                received.hardDeleted(),
                newVersion,
                kept.and(received.conflictingData()).text(),
                received.selfReference(),
                received.history().with(newVersion));
    }

    private static boolean isSame(SyncRecord a, SyncRecord b) {
        return a.deleted() == b.deleted()
                && a.hardDeleted() == b.hardDeleted()
                && (a.serialized().equals(b.serialized()) || isSameJson(a.serialized(), b.serialized()));
    }

    private static boolean isSameJson(String a, String b) {
        JsonNode first = Values.parse(a);
        JsonNode second = Values.parse(b);
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
        boolean oursHasAll = ours.containsAll(theirs.lines());
        boolean theirsHasAll = theirs.containsAll(ours.lines());
        if (oursHasAll && (!theirsHasAll || VERSIONS.compare(local.version(), incoming.version()) > 0)) {
            return local.withHistory(both);
        }
        if (theirsHasAll) {
            return incoming.withHistory(both);
        }
        return with(
                local.withHistory(both),
                newVersion,
                theirs.and(local.conflictingData()).text());
    }

    /**
     * What a record keeps when the application changes it: all that it kept; and when that brings a deleted one back, its
     * content too if it was deleted by a side that had not seen it.
     */
    public static String keptThroughChange(SyncRecord before) {
        boolean unseen = before.deleted()
                && !before.hardDeleted()
                && !before.conflictingData().isEmpty();
        return unseen
                ? KeptContents.ofContent(before.serialized())
                        .and(before.conflictingData())
                        .text()
                : before.conflictingData();
    }

    private static MergeResult conflict(
            SyncRecord local,
            SyncRecord incoming,
            RecordVersion newVersion,
            ConflictResolver resolver,
            @Nullable String ancestor) {
        RecordHistory both = local.history().max(incoming.history());
        boolean deleted = local.deleted() || incoming.deleted();
        // A hard deletion purges, on whichever side it happened.
        boolean purged = local.hardDeleted() || incoming.hardDeleted();
        String content = purged ? "" : content(local, incoming, resolver, ancestor);
        String kept = purged ? "" : kept(local, incoming, content);
        SyncRecord merged = with(
                local,
                content,
                deleted,
                purged,
                newVersion,
                kept,
                selfReference(local, incoming, content),
                both.with(newVersion));
        return new MergeResult(Outcome.CONFLICT, merged, resolved(local, incoming, merged));
    }

    private static String kept(SyncRecord local, SyncRecord incoming, String content) {
        KeptContents kept = KeptContents.of("");
        for (String lost : new String[] {incoming.serialized(), local.serialized()}) {
            if (!lost.equals(content)) {
                kept.andContent(lost);
            }
        }
        return kept.and(incoming.conflictingData()).and(local.conflictingData()).text();
    }

    private static String content(
            SyncRecord local, SyncRecord incoming, ConflictResolver resolver, @Nullable String ancestor) {
        if (resolver == Resolvers.KEEP_OURS) {
            return local.serialized();
        }
        if (local.deleted() != incoming.deleted()) {
            // That of the deleted side is most often the older one.
            return local.deleted() ? incoming.serialized() : local.serialized();
        }
        ObjectNode ours = Values.parseObject(local.serialized());
        ObjectNode theirs = Values.parseObject(incoming.serialized());
        if (local.deleted() || ours == null || theirs == null) {
            return withoutResolver(local.serialized(), ours, incoming.serialized(), theirs);
        }
        ObjectNode merged;
        try {
            merged = resolver.resolve(new Conflict(
                    local.id(),
                    local.profile(),
                    local.modelName(),
                    ours.deepCopy(),
                    theirs.deepCopy(),
                    ancestor == null ? null : Values.parseObject(ancestor)));
        } catch (RuntimeException e) {
            LOG.error(
                    "A conflict of {} {} could not be resolved; the content of this side stays",
                    local.modelName(),
                    local.id(),
                    e);
            return local.serialized();
        }
        return text(merged, local.serialized(), ours, incoming.serialized(), theirs);
    }

    /** Where there is nothing to decide on: an object rather than something else, the greater rather than the smaller. */
    private static String withoutResolver(
            String local, @Nullable ObjectNode ours, String incoming, @Nullable ObjectNode theirs) {
        if (ours != null && theirs != null) {
            return Values.compare(ours, theirs) >= 0 ? local : incoming;
        }
        if (ours == null && theirs == null) {
            return local.compareTo(incoming) >= 0 ? local : incoming;
        }
        return ours != null ? local : incoming;
    }

    private static String text(ObjectNode merged, String local, ObjectNode ours, String incoming, ObjectNode theirs) {
        ObjectNode content = merged.deepCopy();
        for (String name : new String[] {"id", "_morango_source_id", "_morango_partition"}) {
            JsonNode value = ours.get(name);
            if (value != null) {
                content.set(name, value);
            }
        }
        if (Values.compare(content, ours) == 0) {
            return local;
        }
        return Values.compare(content, theirs) == 0 ? incoming : Values.render(content);
    }

    /** Of a content made from both, the value of the member that the two references are in. */
    private static String selfReference(SyncRecord local, SyncRecord incoming, String content) {
        if (content.equals(local.serialized()) || local.selfReference().equals(incoming.selfReference())) {
            return local.selfReference();
        }
        ObjectNode ours = Values.parseObject(local.serialized());
        ObjectNode theirs = Values.parseObject(incoming.serialized());
        ObjectNode merged = Values.parseObject(content);
        if (content.equals(incoming.serialized()) || ours == null || theirs == null || merged == null) {
            return incoming.selfReference();
        }
        return merged.propertyNames().stream()
                .filter(name -> text(ours, name).equals(local.selfReference())
                        && text(theirs, name).equals(incoming.selfReference()))
                .map(name -> text(merged, name))
                .findFirst()
                .orElse(local.selfReference());
    }

    private static String text(ObjectNode object, String member) {
        return object.path(member).stringValue("");
    }

    private static ResolvedConflict resolved(SyncRecord local, SyncRecord incoming, SyncRecord merged) {
        boolean purged = merged.hardDeleted();
        return new ResolvedConflict(
                local.id(),
                local.profile(),
                local.modelName(),
                local.partition(),
                purged ? "" : local.serialized(),
                local.deleted(),
                purged ? "" : incoming.serialized(),
                incoming.deleted(),
                merged.serialized(),
                merged.deleted());
    }

    private static SyncRecord with(SyncRecord rec, RecordVersion version, String conflictingData) {
        return with(
                rec,
                rec.serialized(),
                rec.deleted(),
                rec.hardDeleted(),
                version,
                conflictingData,
                rec.selfReference(),
                rec.history().with(version));
    }

    private static SyncRecord with(
            SyncRecord rec,
            String serialized,
            boolean deleted,
            boolean hardDeleted,
            RecordVersion version,
            String conflictingData,
            String selfReference,
            RecordHistory history) {
        return new SyncRecord(
                rec.id(),
                rec.profile(),
                rec.modelName(),
                rec.sourceId(),
                rec.partition(),
                serialized,
                deleted,
                hardDeleted,
                version,
                conflictingData,
                selfReference,
                history);
    }
}
