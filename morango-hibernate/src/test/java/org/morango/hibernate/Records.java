package org.morango.hibernate;

import org.morango.record.Ids;
import org.morango.record.RecordHistory;
import org.morango.record.RecordVersion;
import org.morango.record.SyncRecord;

/** Records as another peer makes them. */
final class Records {
    static final String PEER = "0000000000000000000000000000000b";
    private static final String NO_CONTENT = "{}";

    private Records() {}

    /** Returns a record whose id is its source id. */
    static SyncRecord user(String id, String content) {
        return record(id, "user", id, id + ":user", content);
    }

    static SyncRecord summary(String userId, String contentId, String content) {
        String partition = userId + ":user:summary";
        String sourceId = userId + ":" + contentId;
        String id = Ids.recordId(partition, sourceId, "contentsummarylog");
        return record(id, "contentsummarylog", sourceId, partition, content);
    }

    static SyncRecord facility(String name, String content) {
        return record(Ids.recordId("", name, "facility"), "facility", name, "", content);
    }

    static SyncRecord lesson(String place, String sourceId, String content) {
        return record(Ids.recordId(place, sourceId, "lesson"), "lesson", sourceId, place, content);
    }

    static SyncRecord section(String place, String sourceId, String content) {
        return record(Ids.recordId(place, sourceId, "section"), "section", sourceId, place, content);
    }

    static SyncRecord record(String id, String model, String sourceId, String partition, String content) {
        RecordVersion version = new RecordVersion(PEER, 1);
        return new SyncRecord(
                id,
                TestPeer.PROFILE,
                model,
                sourceId,
                partition,
                content,
                false,
                false,
                version,
                "",
                "",
                RecordHistory.of(version));
    }

    /** Returns the next version of a record. */
    static SyncRecord next(SyncRecord before, String content) {
        return next(before, content, false, false);
    }

    static SyncRecord deleted(SyncRecord before, boolean hard) {
        return next(before, hard ? NO_CONTENT : before.serialized(), true, hard);
    }

    private static SyncRecord next(SyncRecord before, String content, boolean deleted, boolean hard) {
        RecordVersion version = new RecordVersion(PEER, before.version().counter() + 1);
        return new SyncRecord(
                before.id(),
                before.profile(),
                before.modelName(),
                before.sourceId(),
                before.partition(),
                content,
                deleted,
                hard,
                version,
                before.conflictingData(),
                before.selfReference(),
                before.history().with(version));
    }
}
