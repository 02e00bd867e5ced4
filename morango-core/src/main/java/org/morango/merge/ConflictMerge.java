package org.morango.merge;

import org.jspecify.annotations.Nullable;
import org.morango.internal.text.LogText;
import org.morango.merge.Merge.Making;
import org.morango.merge.MergeResult.Outcome;
import org.morango.record.RecordHistory;
import org.morango.record.SyncRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Merges two versions of a record of which neither was made from the other. */
final class ConflictMerge {
    private static final Logger LOG = LoggerFactory.getLogger(ConflictMerge.class);

    private final SyncRecord local;
    private final String localAuthor;
    private final SyncRecord incoming;
    private final Making making;
    private final ConflictResolver resolver;
    private final @Nullable ObjectNode ancestor;

    /** The contents as objects, without the library's notes; null if a content is not a JSON object. */
    private final @Nullable ObjectNode ours;

    private final @Nullable ObjectNode theirs;
    private final ChangeTimes oursChanged;
    private final ChangeTimes theirsChanged;

    /** Content and state of the merged record. */
    private record Decision(String content, boolean deleted) {}

    ConflictMerge(
            SyncRecord local,
            String localAuthor,
            SyncRecord incoming,
            Making making,
            ConflictResolver resolver,
            @Nullable String ancestor) {
        this.local = local;
        this.localAuthor = localAuthor;
        this.incoming = incoming;
        this.making = making;
        this.resolver = resolver;
        this.ours = JsonOrder.parseObject(local.serialized());
        this.theirs = JsonOrder.parseObject(incoming.serialized());
        this.oursChanged = ours == null ? ChangeTimes.NONE : ChangeTimes.take(ours);
        this.theirsChanged = theirs == null ? ChangeTimes.NONE : ChangeTimes.take(theirs);
        this.ancestor = ancestor == null ? null : JsonOrder.parseObject(ancestor);
        if (this.ancestor != null) {
            this.ancestor.remove(ChangeTimes.MEMBER);
        }
    }

    MergeResult result() {
        SyncRecord edited = editedBesideMove();
        // A hard deletion purges the contents, on whichever side it happened.
        boolean purged = edited == null && (local.hardDeleted() || incoming.hardDeleted());
        Decision decision = edited != null
                ? new Decision(move().awaited(edited.serialized()), false)
                : purged ? new Decision(purgedContent(), local.deleted() || incoming.deleted()) : decide();
        RecordHistory both = Merge.both(local, incoming);
        SyncRecord merged = new SyncRecord(
                local.id(),
                local.profile(),
                local.modelName(),
                local.sourceId(),
                local.partition(),
                decision.content(),
                decision.deleted(),
                purged,
                making.version(),
                purged ? "" : edited != null ? edited.conflictingData() : kept(decision),
                selfReference(decision.content()),
                both.with(making.version()));
        return new MergeResult(Outcome.CONFLICT, merged, resolved(local, incoming, merged));
    }

    /** Returns the side that was changed while the other one moved to another partition; null if this is no such case. */
    private @Nullable SyncRecord editedBesideMove() {
        if (local.deleted() == incoming.deleted() || !move().hasMoved()) {
            return null;
        }
        return local.deleted() ? incoming : local;
    }

    /** Returns the move to another partition that one of the two, or both, have made. */
    private Succession move() {
        return move(local).and(move(incoming));
    }

    private static Succession move(SyncRecord side) {
        return side.hardDeleted() ? Succession.of(side.serialized()) : Succession.NONE;
    }

    /** Returns what stays of a hard-deleted record: where it has moved to. A deletion beside a move ends the successor. */
    private String purgedContent() {
        Succession move = move();
        if (!move.hasMoved()) {
            return "";
        }
        boolean isEnded = !move(local).hasMoved() || !move(incoming).hasMoved();
        return (isEnded ? move.ended() : move).deletedContent();
    }

    private Decision decide() {
        boolean deleted = local.deleted() || incoming.deleted();
        if (resolver == Resolvers.KEEP_OURS) {
            return new Decision(local.serialized(), deleted);
        }
        if (local.deleted() != incoming.deleted()) {
            return afterDeletion();
        }
        if (ours == null || theirs == null || (deleted && !mergesDeleted())) {
            return new Decision(withoutResolver(), deleted);
        }
        try {
            return new Decision(text(resolver.resolve(conflict(ours, theirs))), deleted);
        } catch (RuntimeException | LinkageError | AssertionError | StackOverflowError e) {
            return new Decision(failed(e), deleted);
        }
    }

    /**
     * Returns whether contents of deleted records are merged like others, so that the order in which peers meet does
     * not matter.
     */
    private boolean mergesDeleted() {
        return resolver == Resolvers.FIELD_BY_FIELD || resolver instanceof LatestBy;
    }

    /** Merges a record that one side has deleted. The content of that side is usually the older one. */
    private Decision afterDeletion() {
        String alive = local.deleted() ? incoming.serialized() : local.serialized();
        if (ours == null || theirs == null) {
            return new Decision(alive, true);
        }
        try {
            Conflict conflict = conflict(ours, theirs);
            boolean stays = resolver.staysDeleted(conflict, local.deleted());
            ObjectNode content = mergesDeleted()
                    ? resolver.resolve(conflict)
                    : local.deleted() ? conflict.theirs() : conflict.ours();
            return new Decision(text(content), stays);
        } catch (RuntimeException | LinkageError | AssertionError | StackOverflowError e) {
            failed(e);
            return new Decision(alive, true);
        }
    }

    private Conflict conflict(ObjectNode here, ObjectNode there) {
        return new Conflict(
                local.id(),
                local.profile(),
                local.modelName(),
                here.deepCopy(),
                there.deepCopy(),
                ancestor == null ? null : ancestor.deepCopy(),
                oursChanged,
                theirsChanged);
    }

    private String failed(Throwable e) {
        LOG.error(
                "A conflict of {} {} could not be resolved; the content of this side stays",
                LogText.plain(local.modelName()),
                local.id(),
                LogText.plain(e));
        return local.serialized();
    }

    /**
     * Chooses a content where there is nothing to resolve: an object rather than something else, otherwise the greater
     * one.
     */
    private String withoutResolver() {
        String here = local.serialized();
        String there = incoming.serialized();
        if (ours != null && theirs != null) {
            return JsonOrder.compare(ours, theirs) >= 0 ? here : there;
        }
        if (ours == null && theirs == null) {
            return here.compareTo(there) >= 0 ? here : there;
        }
        return ours != null ? here : there;
    }

    /** Returns the stored form of a content made from both. */
    private String text(ObjectNode merged) {
        ObjectNode content = merged.deepCopy();
        if (ours == null || theirs == null) {
            return JsonOrder.render(content);
        }
        for (String name : new String[] {"id", "_morango_source_id", "_morango_partition"}) {
            JsonNode value = ours.get(name);
            if (value != null) {
                content.set(name, value);
            }
        }
        content.remove(ChangeTimes.MEMBER);
        boolean isOurs = JsonOrder.compare(content, ours) == 0;
        boolean isTheirs = JsonOrder.compare(content, theirs) == 0;
        ChangeTimes.merge(content, oursChanged, theirsChanged);
        if (isOurs && isSame(content, local.serialized())) {
            return local.serialized();
        }
        return isTheirs && isSame(content, incoming.serialized()) ? incoming.serialized() : JsonOrder.render(content);
    }

    private static boolean isSame(ObjectNode content, String stored) {
        return JsonOrder.compare(content, JsonOrder.parse(stored)) == 0;
    }

    private String kept(Decision decision) {
        ObjectNode content = JsonOrder.parseObject(decision.content());
        if (content != null) {
            content.remove(ChangeTimes.MEMBER);
        }
        ConflictingContents kept = ConflictingContents.of("");
        if (!losesNothing(incoming, theirs, theirsChanged, content, local)) {
            kept.andContent(incoming.serialized(), incoming.version().instance(), making.time());
        }
        if (!losesNothing(local, ours, oursChanged, content, incoming)) {
            kept.andContent(local.serialized(), localAuthor, making.time());
        }
        return kept.without(decision.content())
                .and(incoming.conflictingData())
                .and(local.conflictingData())
                .text(local);
    }

    private boolean losesNothing(
            SyncRecord side,
            @Nullable ObjectNode values,
            ChangeTimes times,
            @Nullable ObjectNode merged,
            SyncRecord other) {
        return resolver == Resolvers.FIELD_BY_FIELD
                && values != null
                && merged != null
                && side.deleted() == other.deleted()
                && Resolvers.losesNothing(values, times, merged, ancestor, other.history());
    }

    /** Returns the reference in a content made from both: the value of the member that holds both sides' references. */
    private String selfReference(String content) {
        if (content.equals(local.serialized()) || local.selfReference().equals(incoming.selfReference())) {
            return local.selfReference();
        }
        ObjectNode merged = JsonOrder.parseObject(content);
        if (content.equals(incoming.serialized()) || ours == null || theirs == null || merged == null) {
            return incoming.selfReference();
        }
        return merged.propertyNames().stream()
                .filter(name -> value(ours, name).equals(local.selfReference())
                        && value(theirs, name).equals(incoming.selfReference()))
                .map(name -> value(merged, name))
                .findFirst()
                .orElse(local.selfReference());
    }

    private static String value(ObjectNode object, String member) {
        return object.path(member).stringValue("");
    }

    static ResolvedConflict resolved(SyncRecord local, SyncRecord incoming, SyncRecord merged) {
        boolean purged = merged.hardDeleted();
        return new ResolvedConflict(
                local.id(),
                local.profile(),
                local.modelName(),
                local.partition(),
                purged ? "" : ChangeTimes.without(local.serialized()),
                local.deleted(),
                purged ? "" : ChangeTimes.without(incoming.serialized()),
                incoming.deleted(),
                ChangeTimes.without(merged.serialized()),
                merged.deleted());
    }
}
