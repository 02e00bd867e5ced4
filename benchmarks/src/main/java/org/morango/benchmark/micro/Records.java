package org.morango.benchmark.micro;

import java.util.Locale;
import java.util.Random;
import org.morango.record.Ids;
import org.morango.record.RecordHistory;
import org.morango.record.RecordVersion;
import org.morango.record.SyncRecord;

/** Makes the records that are measured, always the same ones. */
final class Records {
    private static final String PROFILE = "facilitydata";
    private static final String MODEL = "learner";

    private final Random random = new Random(7);
    private final String root = Ids.random(random);

    String instance() {
        return Ids.random(random);
    }

    /** Returns a new record of about 150 characters of content, saved by an instance. */
    SyncRecord saved(RecordVersion version, int number) {
        String source = Ids.random(random);
        String id = Ids.recordId(root, source, MODEL);
        return new SyncRecord(
                id,
                PROFILE,
                MODEL,
                source,
                Ids.partition(root, id),
                content("Learner " + number, number),
                false,
                false,
                version,
                "",
                "",
                RecordHistory.of(version));
    }

    /** Returns the record as another instance has changed it. */
    static SyncRecord changed(SyncRecord before, RecordVersion version) {
        return before.withSerialized(content("Changed", version.counter())).savedAs(version);
    }

    private static String content(String name, long score) {
        return String.format(
                Locale.ROOT,
                "{\"name\":\"%s\",\"score\":%d,\"active\":true,\"note\":\"A note that is as long as notes usually are.\","
                        + "\"created\":\"2026-01-02T03:04:05.678000Z\"}",
                name,
                score);
    }
}
