package org.morango.benchmark;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.morango.transport.Transport;

/**
 * Sends requests like another transport, but reads nothing of an answer that goes on. Its connections have little room
 * for what is not read.
 */
record DeafTransport(Transport wrapped) implements Transport {
    private static final List<Socket> OPEN = new CopyOnWriteArrayList<>();
    private static final String END = "\r\n\r\n";
    private static final int MOST_UNREAD = 10_000_000;

    @Override
    public Response send(Request request) throws IOException, InterruptedException {
        return wrapped.send(request);
    }

    @Override
    public boolean canStream() {
        return true;
    }

    @Override
    public Stream stream(Request request, Lines lines) throws IOException {
        Socket socket = new Socket();
        socket.setReceiveBufferSize(1);
        socket.connect(
                new InetSocketAddress(request.uri().getHost(), request.uri().getPort()));
        StringBuilder head = new StringBuilder("POST " + request.uri().getRawPath() + " HTTP/1.1\r\nHost: "
                + request.uri().getRawAuthority() + "\r\nContent-Length: " + request.body().length + "\r\n");
        request.headers()
                .forEach((name, value) ->
                        head.append(name).append(": ").append(value).append("\r\n"));
        OutputStream out = socket.getOutputStream();
        out.write((head + "\r\n").getBytes(StandardCharsets.ISO_8859_1));
        out.write(request.body());
        OPEN.add(socket);
        return new Unread(head(socket.getInputStream()), socket);
    }

    private static Response head(InputStream in) throws IOException {
        StringBuilder read = new StringBuilder();
        while (read.indexOf(END) < 0) {
            read.append(new String(in.readNBytes(1), StandardCharsets.ISO_8859_1));
        }
        Map<String, String> headers = new HashMap<>();
        List<String> lines = read.toString().lines().toList();
        for (String line : lines.subList(1, lines.size() - 1)) {
            int colon = line.indexOf(':');
            headers.put(
                    line.substring(0, colon).toLowerCase(Locale.ROOT),
                    line.substring(colon + 1).trim());
        }
        return new Response(Integer.parseInt(lines.get(0).split(" ")[1]), headers, new byte[0]);
    }

    /** Returns how many answers the server has cut off. Reads what has arrived of each. */
    static long cut() throws IOException {
        long cut = 0;
        for (Socket socket : OPEN) {
            socket.setSoTimeout(100);
            try {
                if (socket.getInputStream().readNBytes(MOST_UNREAD).length < MOST_UNREAD) {
                    cut++;
                }
            } catch (SocketTimeoutException e) {
                // It is still open.
            }
        }
        return cut;
    }

    private record Unread(Response head, Socket socket) implements Stream {
        @Override
        public void close() {
            try {
                socket.close();
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        }
    }
}
