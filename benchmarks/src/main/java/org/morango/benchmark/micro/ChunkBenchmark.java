package org.morango.benchmark.micro;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.stream.IntStream;
import org.morango.internal.protocol.RecordJson;
import org.morango.record.RecordVersion;
import org.morango.record.SyncRecord;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** Writing and reading the JSON of a chunk; per record. */
@State(Scope.Benchmark)
public class ChunkBenchmark {
    private static final int RECORDS = 500;

    private final String transfer;
    private final List<SyncRecord> records;
    private final byte[] json;

    /** Makes a chunk. */
    public ChunkBenchmark() {
        Records made = new Records();
        transfer = made.instance();
        String instance = made.instance();
        records = IntStream.rangeClosed(1, RECORDS)
                .mapToObj(i -> made.saved(new RecordVersion(instance, i), i))
                .toList();
        json = json(transfer, records);
    }

    /** Writes a chunk. */
    @Benchmark
    @OperationsPerInvocation(RECORDS)
    public byte[] write() {
        return json(transfer, records);
    }

    /** Reads a chunk. */
    @Benchmark
    @OperationsPerInvocation(RECORDS)
    public List<SyncRecord> read() {
        return RecordJson.readChunk(new ByteArrayInputStream(json), transfer, RECORDS);
    }

    private static byte[] json(String transfer, List<SyncRecord> records) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        RecordJson.writeChunk(out, transfer, records);
        return out.toByteArray();
    }
}
