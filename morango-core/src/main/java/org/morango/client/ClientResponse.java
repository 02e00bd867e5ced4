package org.morango.client;

import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.GZIPInputStream;
import org.morango.common.MorangoException;
import org.morango.internal.protocol.Json;
import tools.jackson.databind.JsonNode;

/**
 * A response with its body as it was on the wire.
 *
 * @param gzipped whether the body is compressed
 * @param limit the most bytes that the uncompressed body may have
 */
record ClientResponse(int status, byte[] body, boolean gzipped, long limit) {

    boolean isSuccess() {
        return status >= 200 && status < 300;
    }

    /** Opens the uncompressed body; reading beyond the limit fails. */
    InputStream open() {
        InputStream raw = new ByteArrayInputStream(body);
        if (!gzipped || body.length == 0) {
            return raw;
        }
        try {
            return new Limited(new GZIPInputStream(raw), limit);
        } catch (IOException e) {
            throw new MorangoException("The answer is not in gzip format, although its headers say so.", e);
        }
    }

    /** Returns the body as JSON. */
    JsonNode json() {
        return Json.parse(open());
    }

    private static final class Limited extends FilterInputStream {
        private long left;

        Limited(InputStream in, long limit) {
            super(in);
            this.left = limit;
        }

        @Override
        public int read() throws IOException {
            int value = super.read();
            count(value < 0 ? 0 : 1);
            return value;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            int read = super.read(buffer, offset, length);
            count(Math.max(0, read));
            return read;
        }

        private void count(int bytes) {
            left -= bytes;
            if (left < 0) {
                throw new AnswerTooLargeException(
                        "The uncompressed answer has more bytes than this side accepts (maxBodyBytes).", null);
            }
        }
    }
}
