package org.morango.hibernate.internal.store;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.morango.record.Ids;

/**
 * Identifies a running process, so that another process on the same machine can tell that it has ended and need not
 * wait for its leases to expire. It says nothing about processes on other machines.
 *
 * @param machine the system whose process ids are meant
 * @param pid the process id
 * @param started the time of its start, in milliseconds since 1970; 0 if the system does not say
 * @param loaded distinguishes copies of this class in one process
 */
record ProcessMark(String machine, long pid, long started, String loaded) {
    /** Systems compute the start of a process from clocks that may be set. */
    private static final Duration CLOCK_ADJUSTMENT = Duration.ofSeconds(5);

    /** Position of the number of threads in a process's status, counted from its state. */
    private static final int THREADS = 17;

    private static final ProcessMark OWN = new ProcessMark(
            machineName(),
            ProcessHandle.current().pid(),
            startOf(ProcessHandle.current()),
            UUID.randomUUID().toString().substring(0, 8));

    static ProcessMark own() {
        return OWN;
    }

    @Override
    public String toString() {
        return machine + ":" + pid + ":" + started + ":" + loaded;
    }

    /** Reads the text form; returns empty if the text is not one. */
    static Optional<ProcessMark> parse(String text) {
        String[] parts = text.split(":", -1);
        if (parts.length != 4) {
            return Optional.empty();
        }
        try {
            return Optional.of(new ProcessMark(parts[0], Long.parseLong(parts[1]), Long.parseLong(parts[2]), parts[3]));
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    /** Returns whether the process is known to have ended. */
    boolean hasEnded() {
        if (!machine.equals(OWN.machine)) {
            return false;
        }
        Optional<ProcessHandle> process = ProcessHandle.of(pid).filter(ProcessHandle::isAlive);
        return process.isEmpty() || isAnother(startOf(process.get())) || isUnreaped(pid);
    }

    /**
     * Returns whether the process has ended but is still listed. Linux lists a dead process until its parent has waited
     * for it; some parents never do.
     */
    private static boolean isUnreaped(long pid) {
        try {
            String status =
                    Files.readString(Path.of("/proc", String.valueOf(pid), "stat"), StandardCharsets.ISO_8859_1);
            // The name in brackets comes first, and may hold anything.
            String[] fields =
                    status.substring(status.lastIndexOf(')') + 1).trim().split(" ");
            // A process whose first thread has ended looks the same, but has other threads.
            return fields[0].equals("Z") && Long.parseLong(fields[THREADS]) <= 1;
        } catch (IOException | RuntimeException e) {
            return false;
        }
    }

    /** Returns whether the process id now belongs to another process. */
    private boolean isAnother(long start) {
        return start != 0 && started != 0 && Math.abs(start - started) > CLOCK_ADJUSTMENT.toMillis();
    }

    private static long startOf(ProcessHandle process) {
        return process.info().startInstant().map(Instant::toEpochMilli).orElse(0L);
    }

    /** Returns the name of the machine. On Linux, containers have process ids of their own. */
    private static String machineName() {
        try {
            String boot = Files.readString(Path.of("/proc/sys/kernel/random/boot_id"));
            String namespace =
                    Files.readSymbolicLink(Path.of("/proc/self/ns/pid")).toString();
            return Ids.hash(boot, namespace);
        } catch (IOException | UnsupportedOperationException e) {
            return hostName();
        }
    }

    private static String hostName() {
        try {
            return Ids.hash(InetAddress.getLocalHost().getHostName(), System.getProperty("user.home", ""));
        } catch (UnknownHostException e) {
            return Ids.hash(UUID.randomUUID().toString());
        }
    }
}
