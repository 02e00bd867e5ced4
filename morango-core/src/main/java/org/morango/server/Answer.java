package org.morango.server;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Locale;
import org.morango.internal.protocol.Gzip;
import org.morango.internal.protocol.Json;
import tools.jackson.databind.JsonNode;

/**
 * A status with a JSON body, or with none.
 *
 * @param gzipped whether the body is compressed
 */
record Answer(int status, byte[] body, boolean gzipped) {
    private static final int WORTH_PACKING = 1_000;

    Answer(int status, byte[] body) {
        this(status, body, false);
    }

    static Answer json(int status, JsonNode node) {
        return new Answer(status, Json.renderBytes(node));
    }

    static Answer empty(int status) {
        return new Answer(status, new byte[0]);
    }

    /** Returns this answer as it crosses the wire: compressed, if that is worth it and the caller can read it. */
    Answer packedFor(MorangoRequest request) {
        boolean accepted = BoundRequest.is(request)
                || request.header("Accept-Encoding").toLowerCase(Locale.ROOT).contains("gzip");
        return gzipped || !accepted || body.length < WORTH_PACKING ? this : new Answer(status, gzip(body), true);
    }

    private static byte[] gzip(byte[] body) {
        ByteArrayOutputStream packed = new ByteArrayOutputStream(body.length / 4);
        try (Gzip gzip = Gzip.small(packed)) {
            gzip.write(body);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return packed.toByteArray();
    }
}
