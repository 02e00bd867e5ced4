package org.morango.it.vectors;

import java.util.Optional;
import java.util.Random;
import org.morango.record.Ids;
import org.morango.record.RecordIdRule;
import org.morango.replica.RestoreClaim;
import org.morango.testkit.InMemoryReplica;

/** A database whose learners are known by their source ids, as in the recorded dialogues. */
final class SchoolReplica extends InMemoryReplica {
    SchoolReplica(long seed) {
        this(new Random(seed));
    }

    private SchoolReplica(Random random) {
        super(Ids.random(random), random);
    }

    @Override
    public Optional<RecordIdRule> idRule(String profile, String modelName) {
        return Optional.of(modelName.equals("user") ? RecordIdRule.SOURCE_ID : RecordIdRule.HASH);
    }

    /** Never renews: the records from the time of the recording are not in this replica. */
    @Override
    public RestoreClaim renewIfRestored(long held) {
        return RestoreClaim.POSSIBLE;
    }
}
