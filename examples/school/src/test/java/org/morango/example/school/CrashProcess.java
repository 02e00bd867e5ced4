package org.morango.example.school;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A {@link CrashPeer} in a process of its own. */
final class CrashProcess implements AutoCloseable {
    private final Process process;
    private final BufferedReader answers;
    private final PrintStream orders;
    private String last = "";

    private CrashProcess(Process process) {
        this.process = process;
        // Not closed, because that would close the process's output.
        answers = process.inputReader(StandardCharsets.UTF_8);
        orders = new PrintStream(process.getOutputStream(), true, StandardCharsets.UTF_8);
    }

    /** @param passRecords number of records that are merged before a commit */
    static CrashProcess start(CrashImage image, int passRecords) throws IOException {
        return new CrashProcess(image.process(passRecords)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start());
    }

    void order(String order) {
        last = order;
        orders.println(order);
    }

    /** Gives an order and waits until it has been executed. */
    String follow(String order) throws IOException, InterruptedException {
        order(order);
        return followed();
    }

    /** Waits until the last order has been executed; returns the result. */
    String followed() throws IOException, InterruptedException {
        Answer answer = answer(reached -> {});
        if (answer.done()) {
            return answer.text();
        }
        throw new AssertionError(last + " has failed: " + answer.text());
    }

    /** Returns the answer to the last order, even if the process dies in the meantime. */
    Answer answer(Listener listener) throws IOException, InterruptedException {
        for (String line = answers.readLine(); line != null; line = answers.readLine()) {
            int space = line.indexOf(' ');
            String text = line.substring(space + 1);
            switch (line.substring(0, space)) {
                case "at" -> listener.reached(text);
                case "done" -> {
                    return new Answer(true, text);
                }
                default -> {
                    return new Answer(false, text);
                }
            }
        }
        return new Answer(false, "the process is gone");
    }

    /** Lets the process continue for some time. */
    void waitFor(long nanos) throws InterruptedException {
        process.waitFor(nanos, TimeUnit.NANOSECONDS);
    }

    /** Kills processes with {@code kill -9}, as a power failure would. */
    static void kill(List<CrashProcess> processes) {
        // Not {@code Process.destroyForcibly}, which would close the streams.
        processes.forEach(doomed -> doomed.process.toHandle().destroyForcibly());
        processes.forEach(doomed -> doomed.process.onExit().join());
    }

    @Override
    public void close() {
        kill(List.of(this));
    }

    /** Receives the progress of a transfer; the process continues in the meantime. */
    interface Listener {
        void reached(String stage) throws IOException, InterruptedException;
    }

    /** @param text the result or the error message */
    record Answer(boolean done, String text) {}
}
