package org.morango.it.support;

import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A reverse proxy between clients and a server: an installed program with the settings that Debian gives it, which only
 * names the server in addition. The programs are looked for on the PATH, in {@code /usr/sbin}, and in the directory that
 * the system property {@code tests.proxies} names.
 */
public final class ReverseProxy implements AutoCloseable {
    private static final Duration START = Duration.ofSeconds(20);

    /** The programs. */
    public enum Kind {
        NGINX("nginx"),
        APACHE("apache2"),
        HAPROXY("haproxy");

        private final String program;

        Kind(String program) {
            this.program = program;
        }

        /** Returns where the program is, if it is installed. */
        public Optional<Path> find() {
            String path = System.getProperty("tests.proxies", "") + File.pathSeparator + System.getenv("PATH")
                    + File.pathSeparator + "/usr/sbin";
            return Stream.of(path.split(File.pathSeparator))
                    .filter(directory -> !directory.isBlank())
                    .map(directory -> Path.of(directory, program))
                    .filter(Files::isExecutable)
                    .findFirst();
        }
    }

    /**
     * What differs from the defaults.
     *
     * @param idle how long nothing may happen on a connection; zero for the default
     * @param compresses whether the proxy compresses every type of answer
     * @param maxBody the most bytes of a request's body; 0 for the default. Only nginx limits the bodies that it passes on
     */
    public record Changes(Duration idle, boolean compresses, int maxBody) {
        public static final Changes NONE = new Changes(Duration.ZERO, false, 0);

        public static Changes idle(Duration value) {
            return new Changes(value, false, 0);
        }

        public static Changes compressing() {
            return new Changes(Duration.ZERO, true, 0);
        }

        public static Changes maxBody(int value) {
            return new Changes(Duration.ZERO, false, value);
        }
    }

    private final Process process;
    private final int port;

    private ReverseProxy(Process process, int port) {
        this.process = process;
        this.port = port;
    }

    /**
     * Starts a proxy in front of a server on this machine.
     *
     * @param directory for its files
     */
    public static ReverseProxy start(Kind kind, int server, Changes changes, Path directory)
            throws IOException, InterruptedException {
        Path program = kind.find().orElseThrow();
        int port = freePort();
        Path log = directory.resolve("output.log");
        Path file = Files.writeString(
                directory.resolve("proxy.conf"),
                String.join("\n", new ProxyFile(program, directory, port, server, changes).lines(kind)) + "\n");
        Process started = new ProcessBuilder(command(kind, program, directory, file))
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        ReverseProxy proxy = new ReverseProxy(started, port);
        try {
            proxy.awaitStart(log);
        } catch (IOException | InterruptedException | RuntimeException e) {
            proxy.close();
            throw e;
        }
        return proxy;
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static List<String> command(Kind kind, Path program, Path directory, Path file) {
        List<String> command = new ArrayList<>(List.of(program.toString()));
        switch (kind) {
            case NGINX ->
                command.addAll(List.of(
                        "-e", directory.resolve("error.log").toString(), "-p", directory + "/", "-c", "" + file));
            case APACHE -> command.addAll(List.of("-D", "FOREGROUND", "-d", "" + directory, "-f", "" + file));
            case HAPROXY -> command.addAll(List.of("-db", "-f", "" + file));
        }
        return command;
    }

    private void awaitStart(Path log) throws IOException, InterruptedException {
        long end = System.nanoTime() + START.toNanos();
        while (!accepts()) {
            if (!process.isAlive() || System.nanoTime() > end) {
                throw new IllegalStateException("The proxy has not started: " + Files.readString(log));
            }
            Thread.sleep(20);
        }
    }

    private boolean accepts() {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    public String url() {
        return Facility.url(port);
    }

    /** Ends the program. Its connections break. */
    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(START.toSeconds(), TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
