package org.morango.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.morango.settings.PeerSettings;

/** Few threads write many responses that go on, also if some callers do not read. */
@Timeout(60)
class StreamWritersTest {
    private static final int DEAF = 3 * StreamWriters.THREADS;

    /** More than what the system keeps for a connection whose other side does not read. */
    private static final int MUCH = 16 * 1024 * 1024;

    private final List<Endless> streams = new ArrayList<>();
    private final List<Socket> sockets = new ArrayList<>();
    private final PeerSettings settings = PeerSettings.builder()
            .server(server -> server.callerTimeout(Duration.ofMinutes(5)))
            .build();
    private StreamWriters writers;
    private HttpServer server;

    /** A stream of what the test puts into it. */
    private static final class Endless implements ResponseStream {
        private final BlockingQueue<byte[]> parts = new LinkedBlockingQueue<>();
        private final CountDownLatch gone = new CountDownLatch(1);
        private volatile boolean isOver;
        private volatile Runnable available = () -> {};

        void put(byte[] part) {
            parts.add(part);
            available.run();
        }

        void put(String text) {
            put(text.getBytes(StandardCharsets.US_ASCII));
        }

        void end() {
            isOver = true;
            available.run();
        }

        @Override
        public void begin(Runnable listener) {
            available = listener;
            listener.run();
        }

        @Override
        public byte[] take() {
            byte[] part = parts.poll();
            return part == null ? new byte[0] : part;
        }

        @Override
        public boolean isOver() {
            return isOver && parts.isEmpty();
        }

        @Override
        public void disconnected() {
            gone.countDown();
        }
    }

    @BeforeEach
    void start() throws IOException {
        writers = new StreamWriters(settings);
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            exchange.sendResponseHeaders(200, 0);
            Endless stream = new Endless();
            writers.begin(exchange, stream);
            synchronized (streams) {
                streams.add(stream);
                streams.notifyAll();
            }
        });
        server.start();
    }

    @AfterEach
    void stop() throws IOException {
        for (Socket socket : sockets) {
            socket.close();
        }
        writers.close();
        server.stop(0);
    }

    /** Opens a response, and returns its stream. */
    private Endless open() throws IOException, InterruptedException {
        Socket socket =
                new Socket(InetAddress.getLoopbackAddress(), server.getAddress().getPort());
        socket.setSoTimeout(30_000);
        sockets.add(socket);
        socket.getOutputStream().write("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        synchronized (streams) {
            while (streams.size() < sockets.size()) {
                streams.wait(30_000);
            }
            return streams.get(sockets.size() - 1);
        }
    }

    private static String read(Socket socket, String until) throws IOException {
        InputStream in = socket.getInputStream();
        StringBuilder text = new StringBuilder();
        while (!text.toString().endsWith(until)) {
            int next = in.read();
            if (next < 0) {
                return text + " and the end";
            }
            text.append((char) next);
        }
        return text.toString();
    }

    @Test
    void partsAreWrittenAsTheyCome() throws Exception {
        Endless stream = open();
        for (int i = 0; i < 5; i++) {
            stream.put("part " + i + ";");
            assertThat(read(sockets.get(0), ";")).contains("part " + i);
        }
        stream.end();
        assertThat(read(sockets.get(0), "0\r\n\r\n")).doesNotContain("and the end");
        assertThat(stream.gone.await(30, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void callersThatDoNotReadHoldUpNobody() throws Exception {
        for (int i = 0; i < DEAF + 4; i++) {
            open();
        }
        List<Endless> deaf = List.copyOf(streams.subList(0, DEAF));
        deaf.forEach(stream -> stream.put(new byte[MUCH]));
        for (int round = 0; round < 10; round++) {
            for (int i = DEAF; i < streams.size(); i++) {
                streams.get(i).put("round " + round + ";");
                assertThat(read(sockets.get(i), ";")).contains("round " + round);
            }
        }
        // Those that others have waited for are disconnected, although they may take minutes.
        long disconnected =
                deaf.stream().filter(stream -> stream.gone.getCount() == 0).count();
        assertThat(disconnected).isGreaterThanOrEqualTo(DEAF - StreamWriters.THREADS);
    }

    @Test
    void closingDisconnectsAll() throws Exception {
        Endless quiet = open();
        Endless deaf = open();
        deaf.put(new byte[MUCH]);
        writers.awaitEnd(100);
        writers.close();
        assertThat(quiet.gone.await(30, TimeUnit.SECONDS)).isTrue();
        assertThat(deaf.gone.await(30, TimeUnit.SECONDS)).isTrue();
    }
}
