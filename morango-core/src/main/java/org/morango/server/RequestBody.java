package org.morango.server;

import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;
import java.util.function.LongConsumer;
import java.util.zip.GZIPInputStream;
import org.morango.internal.protocol.Json;
import org.morango.internal.protocol.Protocol;
import tools.jackson.databind.JsonNode;

/** Reads a request's body: uncompressed, and cut off when it grows beyond the limit of the request's route. */
final class RequestBody {
    /** Largest body, in bytes, other than a chunk. Counters and ids of certificates are far smaller. */
    private static final long MAX_OBJECT = 32L * 1024 * 1024;

    private RequestBody() {}

    /** Opens the body's content, uncompressed if it is gzipped. */
    static InputStream open(MorangoRequest request) {
        return open(request, share(request).limit());
    }

    /** Sets the most bytes of the body's content; before that, nothing may be read. */
    static void limit(MorangoRequest request, long bytes) {
        share(request).limit(bytes);
    }

    private static BodyMemory.Share share(MorangoRequest request) {
        return ((BodyMemory.Counted) request.body()).share();
    }

    private static InputStream open(MorangoRequest request, long limit) {
        BodyMemory.Share share = share(request);
        boolean proven = BoundRequest.is(request);
        LongConsumer counter = bytes -> share.take(bytes, proven);
        boolean gzipped =
                request.header("Content-Type").toLowerCase(Locale.ROOT).startsWith(Protocol.GZIP_TYPE)
                        // Headers about the transport alone are not proven.
                        || (!BoundRequest.is(request)
                                && request.header("Content-Encoding").equalsIgnoreCase("gzip"));
        if (!gzipped) {
            return new Limited(request.body(), limit, counter);
        }
        try {
            InputStream packed = new Limited(request.body(), limit, bytes -> {});
            return new Limited(new GZIPInputStream(packed), limit, counter);
        } catch (IOException e) {
            throw Refusal.detail(400, "The body is not in gzip format.");
        }
    }

    /** Reads the whole body, uncompressed. */
    static byte[] bytes(MorangoRequest request) {
        try {
            return open(request).readAllBytes();
        } catch (IOException e) {
            throw Refusal.detail(400, "The body cannot be read.");
        }
    }

    /** Reads the body as a JSON object; an empty body is an empty object. */
    static JsonNode object(MorangoRequest request) {
        return object(Json.parse(open(request, Math.min(share(request).limit(), MAX_OBJECT))));
    }

    /** Parses a body that was read, like {@link #object(MorangoRequest)}. */
    static JsonNode object(byte[] body) {
        return object(Json.parse(new ByteArrayInputStream(body)));
    }

    private static JsonNode object(JsonNode node) {
        if (node.isMissingNode() || node.isNull()) {
            return Json.object();
        }
        if (!node.isObject()) {
            throw Refusal.detail(400, "Invalid data. Expected a dictionary.");
        }
        return node;
    }

    /** Returns a member of a body that has to be present, and a text. */
    static String text(JsonNode body, String member) {
        return Json.text(body, member).orElseThrow(() -> Refusal.field(member, "This field is required."));
    }

    private static final class Limited extends FilterInputStream {
        private final LongConsumer counter;
        private long left;

        Limited(InputStream in, long limit, LongConsumer counter) {
            super(in);
            this.counter = counter;
            this.left = limit;
        }

        @Override
        public int read() throws IOException {
            int value = super.read();
            if (value >= 0) {
                count(1);
            }
            return value;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            int read = super.read(buffer, offset, length);
            if (read > 0) {
                count(read);
            }
            return read;
        }

        private void count(int bytes) {
            left -= bytes;
            if (left < 0) {
                throw Refusal.detail(413, "The body is too large.");
            }
            counter.accept(bytes);
        }
    }
}
