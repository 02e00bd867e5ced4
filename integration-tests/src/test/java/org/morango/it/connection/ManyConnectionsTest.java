package org.morango.it.connection;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.morango.Peer;
import org.morango.it.support.Facility;
import org.morango.server.MorangoServer;

/** Many clients of one server that keep their connections. */
class ManyConnectionsTest {
    private static final int CLIENTS = 400;

    private final MorangoServer server =
            Peer.on(Facility.rootReplica(), Facility.settings().build()).serve(0);
    private final List<Socket> sockets = new ArrayList<>();

    @AfterEach
    void close() throws IOException {
        for (Socket socket : sockets) {
            socket.close();
        }
        server.close();
    }

    @Test
    void connectionsAreKept() throws IOException {
        for (int i = 0; i < CLIENTS; i++) {
            sockets.add(new Socket(InetAddress.getLoopbackAddress(), server.port()));
            assertThat(ask(sockets.get(i))).startsWith("HTTP/1.1 200");
        }
        for (Socket socket : sockets) {
            assertThat(ask(socket)).startsWith("HTTP/1.1 200");
        }
    }

    private static String ask(Socket socket) throws IOException {
        socket.setSoTimeout(20_000);
        socket.getOutputStream()
                .write("GET /api/morango/v1/morangoinfo/1/ HTTP/1.1\r\nHost: localhost\r\n\r\n"
                        .getBytes(StandardCharsets.US_ASCII));
        BufferedReader answer =
                new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
        String status = answer.readLine();
        int length = 0;
        for (String line = answer.readLine(); line != null && !line.isEmpty(); line = answer.readLine()) {
            if (line.toLowerCase(java.util.Locale.ROOT).startsWith("content-length:")) {
                length = Integer.parseInt(line.substring(15).strip());
            }
        }
        for (int i = 0; i < length; i++) {
            answer.read();
        }
        return String.valueOf(status);
    }
}
