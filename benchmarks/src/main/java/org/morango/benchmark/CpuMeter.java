package org.morango.benchmark;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import org.morango.session.StageContext;
import org.morango.session.StageOperation;
import org.morango.session.TransferStage;
import org.morango.settings.PeerSettings;

/**
 * Processor time of the stages: of this whole process, which runs both peers, and of the database. Only one of the two
 * peers works in a stage, so the time is that peer's. While records are transferred, both work.
 */
final class CpuMeter {
    private static final OperatingSystemMXBean SYSTEM =
            (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

    private final LongSupplier database;
    private final Map<String, Samples> stages = new ConcurrentHashMap<>();

    CpuMeter(LongSupplier database) {
        this.database = database;
    }

    long nanos() {
        return SYSTEM.getProcessCpuTime() + database.getAsLong();
    }

    /** Measures the stages of a peer, apart from deserializing: a stage with operations becomes a pass of its own. */
    PeerSettings.Builder watch(PeerSettings.Builder settings) {
        StageOperation around = (context, stage) -> {
            long before = nanos();
            stage.run();
            note(name(context), nanos() - before);
        };
        return settings.operation(TransferStage.SERIALIZING, around)
                .operation(TransferStage.QUEUING, around)
                .operation(TransferStage.DEQUEUING, around);
    }

    private static String name(StageContext context) {
        return context.stage().wireName() + (context.isSender() ? ", sender" : ", receiver");
    }

    /** Discards the measurements from when code was still being compiled. */
    void forget() {
        stages.clear();
    }

    void note(String name, long nanos) {
        stages.computeIfAbsent(name, n -> new Samples()).add(nanos);
    }

    /** Returns the microseconds per record, by stage. */
    Map<String, Double> perRecord(int records) {
        Map<String, Double> figures = new LinkedHashMap<>();
        stages.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .forEach(e -> figures.put(e.getKey(), e.getValue().median() / 1e3 / records));
        return figures;
    }
}
