package org.morango.it.fuzz;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.morango.record.SyncRecord;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Turns records that cross the wire into well-formed lies about records that their sender may not change. */
final class RecordLies {
    private final Random random;
    private final List<SyncRecord> targets;

    /** @param targets the records that the sender may not change, although it knows them */
    RecordLies(Random random, List<SyncRecord> targets) {
        this.random = random;
        this.targets = targets;
    }

    /** Changes a record in a body; returns false if it has none. */
    boolean tell(JsonNode root) {
        List<ObjectNode> records = new ArrayList<>();
        collect(root, records);
        if (records.isEmpty() || targets.isEmpty()) {
            return false;
        }
        tell(records.get(random.nextInt(records.size())), targets.get(random.nextInt(targets.size())));
        return true;
    }

    private static void collect(JsonNode node, List<ObjectNode> records) {
        if (node instanceof ObjectNode object && object.has("model_uuid") && object.has("serialized")) {
            records.add(object);
        } else if (node.isContainer()) {
            node.forEach(child -> collect(child, records));
        }
    }

    private void tell(ObjectNode rec, SyncRecord target) {
        switch (random.nextInt(8)) {
            case 0 -> // Takes the id in a model that nobody has.
                under(rec, target).put("source_id", target.id()).put("model_name", "ghost");
            case 1 -> // Takes the id in the same model, with the parts of the record that was to be sent.
                under(rec, target).put("model_name", target.modelName());
            case 2 -> // Moves the record.
                under(rec, target).put("source_id", target.sourceId());
            case 3 -> // Changes the record where it is.
                itself(rec, target);
            case 4 -> // Deletes the record where it is.
                itself(rec, target).put("deleted", true).put("hard_deleted", random.nextBoolean());
            case 5 -> // Relabels what it may write.
                rec.put("profile", "other");
            case 6 -> // Claims to have seen everything that the record's maker will ever save.
                seen(rec, target.version().instance());
            default -> // Claims that the record's maker has saved this.
                seen(
                        rec.put("last_saved_instance", target.version().instance())
                                .put("last_saved_counter", Integer.MAX_VALUE),
                        target.version().instance());
        }
        if (random.nextInt(4) == 0) {
            rec.put("deleted", true).put("hard_deleted", random.nextBoolean());
        }
    }

    /** Returns the record that was to be sent, under the id of another. */
    private ObjectNode under(ObjectNode rec, SyncRecord target) {
        rec.put("model_uuid", target.id());
        rec.path("rmcb_list").forEach(counter -> ((ObjectNode) counter).put("model_uuid", target.id()));
        target.history().counters().keySet().forEach(instance -> seen(rec, instance));
        return rec;
    }

    private ObjectNode itself(ObjectNode rec, SyncRecord target) {
        return under(rec, target)
                .put("source_id", target.sourceId())
                .put("model_name", target.modelName())
                .put("partition", target.partition());
    }

    private static ObjectNode seen(ObjectNode rec, String instance) {
        if (rec.get("rmcb_list") instanceof ArrayNode history) {
            history.addObject()
                    .put("transfer_session", rec.path("transfer_session").asString(""))
                    .put("model_uuid", rec.path("model_uuid").asString(""))
                    .put("instance_id", instance)
                    .put("counter", Integer.MAX_VALUE);
        }
        return rec;
    }
}
