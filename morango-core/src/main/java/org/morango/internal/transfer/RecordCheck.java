package org.morango.internal.transfer;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.morango.common.MorangoException;
import org.morango.record.Filter;
import org.morango.record.Ids;
import org.morango.record.ModelSet;
import org.morango.record.RecordIdRule;
import org.morango.record.SyncRecord;
import org.morango.replica.Replica;

/** Checks each received record before it is stored, whoever has sent it. See docs/protocol.md, "HTTP". */
final class RecordCheck {
    private static final int MAX_NAME = 100;
    private static final int MAX_SOURCE_ID = 1_000;
    private static final int MAX_PARTITION = 1_000;

    private final Replica replica;
    private final String profile;
    private final Filter filter;
    private final ModelSet models;

    RecordCheck(Replica replica, String profile, Filter filter, ModelSet models) {
        this.replica = replica;
        this.profile = profile;
        this.filter = filter;
        this.models = models;
    }

    void check(List<SyncRecord> chunk) {
        chunk.forEach(this::check);
    }

    private void check(SyncRecord rec) {
        if (!rec.profile().equals(profile)) {
            throw refused(rec, "belongs to another profile than its sync session");
        }
        if (rec.modelName().length() > MAX_NAME
                || rec.sourceId().length() > MAX_SOURCE_ID
                || rec.partition().length() > MAX_PARTITION) {
            throw refused(rec, "has a model name, source id or partition that is too long");
        }
        if ((rec.modelName() + rec.sourceId() + rec.partition()).indexOf('\0') >= 0) {
            throw refused(rec, "has a NUL in its model name, source id or partition, which not every database stores");
        }
        if (!rec.selfReference().isEmpty() && !Ids.isId(rec.selfReference())) {
            throw refused(rec, "has a self reference that is not a record id");
        }
        if (!filter.contains(rec.partition())) {
            throw refused(rec, "lies outside the filter of its transfer session");
        }
        if (!models.contains(rec.modelName())) {
            throw refused(
                    rec,
                    "is of a model that the scopes of the two certificates do not allow in this transfer (they allow "
                            + models + "); name the same models in the scope definition at both peers");
        }
        if (!hasItsOwnId(rec)) {
            throw refused(rec, "has an id that does not follow from its partition, source id and model");
        }
    }

    private boolean hasItsOwnId(SyncRecord rec) {
        // A record of a model that this application lacks is passed on: either rule may be the one of its peers.
        return replica.idRule(profile, rec.modelName())
                .map(Stream::of)
                .orElseGet(() -> Stream.of(RecordIdRule.values()))
                .anyMatch(rule -> rule.fits(rec.id(), rec.partition(), rec.sourceId(), rec.modelName()));
    }

    private static MorangoException refused(SyncRecord rec, String reason) {
        return new MorangoException(
                "Record " + rec.id() + " " + reason + ".", Map.of("record", rec.id(), "model", rec.modelName()));
    }
}
