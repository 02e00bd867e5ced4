package org.morango.internal.protocol;

import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.morango.common.MorangoException;
import org.morango.merge.ConflictingContent;
import org.morango.record.Ids;
import org.morango.record.RecordHistory;
import org.morango.record.RecordVersion;
import org.morango.record.SyncRecord;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/** Records as they travel in a buffer, written and read as a stream. See docs/protocol.md, "HTTP". */
public final class RecordJson {
    /** Python Morango stores counters in 32-bit columns. */
    private static final long MAX_COUNTER = Integer.MAX_VALUE;

    /** Approximate characters that one record max counter takes in a chunk. */
    private static final int COUNTER_CHARACTERS = 170;

    /** Records with fewer counters are not considered larger for them. */
    private static final int USUAL_COUNTERS = 10;

    private RecordJson() {}

    /** Writes a chunk as a JSON list. */
    public static void writeChunk(OutputStream out, String transferId, List<SyncRecord> chunk) {
        try (JsonGenerator generator = Json.MAPPER.createGenerator(out)) {
            writeRecords(generator, transferId, chunk);
        }
    }

    /** Writes a chunk as a value of a larger document. */
    public static void writeRecords(JsonGenerator generator, String transferId, List<SyncRecord> chunk) {
        generator.writeStartArray();
        for (SyncRecord rec : chunk) {
            write(generator, transferId, rec);
        }
        generator.writeEndArray();
    }

    private static void write(JsonGenerator generator, String transferId, SyncRecord rec) {
        generator.writeStartObject();
        generator.writeStringProperty("serialized", WireText.escaped(rec.serialized()));
        generator.writeBooleanProperty("deleted", rec.deleted());
        generator.writeStringProperty("last_saved_instance", rec.version().instance());
        generator.writeNumberProperty("last_saved_counter", rec.version().counter());
        generator.writeBooleanProperty("hard_deleted", rec.hardDeleted());
        generator.writeStringProperty("partition", rec.partition());
        generator.writeStringProperty("source_id", rec.sourceId());
        generator.writeStringProperty("model_name", rec.modelName());
        generator.writeStringProperty(
                "conflicting_serialized_data", WireText.escaped(ConflictingContent.newest(rec.conflictingData())));
        generator.writeStringProperty("model_uuid", rec.id());
        generator.writeStringProperty("transfer_session", transferId);
        generator.writeStringProperty("profile", rec.profile());
        generator.writeArrayPropertyStart("rmcb_list");
        RecordHistory history = rec.history().bounded(rec.version());
        for (Map.Entry<String, Long> counter : history.counters().entrySet()) {
            generator.writeStartObject();
            generator.writeStringProperty("transfer_session", transferId);
            generator.writeStringProperty("model_uuid", rec.id());
            generator.writeStringProperty("instance_id", counter.getKey());
            generator.writeNumberProperty("counter", counter.getValue());
            generator.writeEndObject();
        }
        generator.writeEndArray();
        generator.writeStringProperty("_self_ref_fk", rec.selfReference());
        generator.writeEndObject();
    }

    /** Returns the approximate number of characters that a record takes in a chunk. */
    public static long size(SyncRecord rec) {
        return rec.serialized().length()
                + (long) rec.conflictingData().length()
                + (long) COUNTER_CHARACTERS
                        * Math.max(0, Math.min(rec.history().size(), RecordHistory.MOST) - USUAL_COUNTERS);
    }

    /**
     * Reads a chunk: either a JSON list, or an object with the list in {@code results}.
     *
     * @throws MorangoException if it is malformed, contains more than {@code maxRecords}, or names another transfer
     */
    public static List<SyncRecord> readChunk(InputStream in, String transferId, int maxRecords) {
        return read(in, transferId, named -> {}, maxRecords).records();
    }

    /**
     * As {@link #readChunk}, if the transfer is known only from the chunk itself.
     *
     * @param check called with the transfer's id as soon as it is read; an exception that it throws ends the reading
     */
    public static Chunk readChunk(InputStream in, Consumer<String> check, int maxRecords) {
        return read(in, "", check, maxRecords);
    }

    /**
     * A chunk that was read.
     *
     * @param transferId the transfer it says it belongs to; empty if it has no records
     */
    public record Chunk(String transferId, List<SyncRecord> records) {}

    private static Chunk read(InputStream in, String expectedTransfer, Consumer<String> check, int maxRecords) {
        try (JsonParser parser = Json.MAPPER.createParser(in)) {
            JsonToken first = parser.nextToken();
            Reader reader = new Reader(parser, expectedTransfer, check, maxRecords);
            if (first == JsonToken.START_OBJECT) {
                boolean found = false;
                while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
                    String member = parser.currentName();
                    JsonToken value = parser.nextToken();
                    if (member.equals("results") && value == JsonToken.START_ARRAY) {
                        reader.records();
                        found = true;
                    } else {
                        parser.skipChildren();
                    }
                }
                if (!found) {
                    throw new MorangoException("Expected a list of records.");
                }
            } else if (first == JsonToken.START_ARRAY) {
                reader.records();
            } else {
                throw new MorangoException("Expected a list of records.");
            }
            if (parser.nextToken() != null) {
                throw new MorangoException("Unexpected content after the list of records.");
            }
            return new Chunk(reader.transferId, reader.records);
        } catch (JacksonException e) {
            throw Json.malformed(e);
        }
    }

    private static final class Reader {
        private final JsonParser parser;
        private final int maxRecords;
        private final Consumer<String> check;
        private final List<SyncRecord> records = new ArrayList<>();
        private String transferId;

        Reader(JsonParser parser, String transferId, Consumer<String> check, int maxRecords) {
            this.check = check;
            this.parser = parser;
            this.transferId = transferId;
            this.maxRecords = maxRecords;
        }

        void records() {
            while (parser.nextToken() == JsonToken.START_OBJECT) {
                if (records.size() == maxRecords) {
                    throw new MorangoException("More than " + maxRecords + " records in one chunk.");
                }
                records.add(new Fields().read());
            }
            if (parser.currentToken() != JsonToken.END_ARRAY) {
                throw new MorangoException("Expected a list of records.");
            }
        }

        private String text(String member) {
            if (parser.currentToken() != JsonToken.VALUE_STRING) {
                throw new MorangoException("Member " + member + " of a record has to be a text.");
            }
            String value = parser.getString();
            if (!WireText.isWellFormed(value)) {
                throw new MorangoException("Member " + member + " of a record holds half a character.");
            }
            return value;
        }

        private String id(String member) {
            String value = text(member);
            if (!Ids.isId(value)) {
                throw new MorangoException("Member " + member + " of a record has to be 32 hexadecimal digits.");
            }
            return value;
        }

        private boolean flag(String member) {
            return switch (parser.currentToken()) {
                case VALUE_TRUE -> true;
                case VALUE_FALSE -> false;
                default -> throw new MorangoException("Member " + member + " of a record has to be true or false.");
            };
        }

        private long counter(String member) {
            if (parser.currentToken() == JsonToken.VALUE_NUMBER_INT
                    && parser.getNumberType() != JsonParser.NumberType.BIG_INTEGER) {
                long value = parser.getLongValue();
                if (value >= 0 && value <= MAX_COUNTER) {
                    return value;
                }
            }
            throw new MorangoException(
                    "Member " + member + " of a record has to be a whole number of 0 to " + MAX_COUNTER + ".");
        }

        private void transfer(String named) {
            if (transferId.isEmpty()) {
                check.accept(named);
                transferId = named;
            } else if (!transferId.equals(named)) {
                throw new MorangoException("All records of a chunk have to belong to its transfer session.");
            }
        }

        /** The members of one record, in whatever order they come. */
        private final class Fields {
            private String id = "";
            private String profile = "";
            private String modelName = "";
            private String sourceId = "";
            private String partition = "";
            private String serialized = "";
            private String conflicting = "";
            private String selfReference = "";
            private String instance = "";
            private long counter = -1;
            private boolean deleted;
            private boolean hardDeleted;
            private boolean hasTransfer;
            private boolean hasPartition;
            private final Map<String, Long> history = new LinkedHashMap<>();
            private String historyOf = "";

            SyncRecord read() {
                while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
                    String member = parser.currentName();
                    parser.nextToken();
                    member(member);
                }
                if (id.isEmpty()
                        || profile.isEmpty()
                        || modelName.isEmpty()
                        || sourceId.isEmpty()
                        || instance.isEmpty()
                        || counter < 0
                        || !hasTransfer
                        || !hasPartition) {
                    throw new MorangoException("A record lacks one of its required members.");
                }
                if (!historyOf.isEmpty() && !historyOf.equals(id)) {
                    throw new MorangoException("The record max counters of record " + id + " name another record.");
                }
                RecordVersion version = new RecordVersion(instance, counter);
                return new SyncRecord(
                        id,
                        profile,
                        modelName,
                        sourceId,
                        partition,
                        serialized,
                        deleted,
                        hardDeleted,
                        version,
                        conflicting,
                        selfReference,
                        RecordHistory.of(history).with(version));
            }

            private void member(String member) {
                switch (member) {
                    case "model_uuid" -> id = id(member);
                    case "transfer_session" -> {
                        transfer(id(member));
                        hasTransfer = true;
                    }
                    case "profile" -> profile = text(member);
                    case "model_name" -> modelName = text(member);
                    case "source_id" -> sourceId = text(member);
                    case "partition" -> {
                        partition = text(member);
                        hasPartition = true;
                    }
                    case "serialized" -> serialized = WireText.withoutNul(text(member));
                    case "conflicting_serialized_data" ->
                        conflicting = WireText.withoutNul(ConflictingContent.newest(text(member)));
                    case "_self_ref_fk" ->
                        selfReference = parser.currentToken() == JsonToken.VALUE_NULL ? "" : text(member);
                    case "last_saved_instance" -> instance = id(member);
                    case "last_saved_counter" -> counter = counter(member);
                    case "deleted" -> deleted = flag(member);
                    case "hard_deleted" -> hardDeleted = flag(member);
                    case "rmcb_list" -> history();
                    default -> parser.skipChildren();
                }
            }

            private void history() {
                if (parser.currentToken() != JsonToken.START_ARRAY) {
                    throw new MorangoException("Member rmcb_list of a record has to be a list.");
                }
                while (parser.nextToken() == JsonToken.START_OBJECT) {
                    maxCounter();
                }
                if (parser.currentToken() != JsonToken.END_ARRAY) {
                    throw new MorangoException("Member rmcb_list of a record has to be a list of objects.");
                }
            }

            private void maxCounter() {
                String instanceId = "";
                long value = -1;
                while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
                    String member = parser.currentName();
                    parser.nextToken();
                    switch (member) {
                        case "instance_id" -> instanceId = id(member);
                        case "counter" -> value = counter(member);
                        case "transfer_session" -> transfer(id(member));
                        case "model_uuid" -> {
                            String named = id(member);
                            if (!historyOf.isEmpty() && !historyOf.equals(named)) {
                                throw new MorangoException("Record max counters name different records.");
                            }
                            historyOf = named;
                        }
                        default -> parser.skipChildren();
                    }
                }
                if (instanceId.isEmpty() || value < 0) {
                    throw new MorangoException("A record max counter lacks its instance or counter.");
                }
                // Counters beyond the limit are cut off; the rest of the record stays.
                if (history.size() < RecordHistory.MOST || history.containsKey(instanceId)) {
                    history.merge(instanceId, value, Math::max);
                }
            }
        }
    }
}
