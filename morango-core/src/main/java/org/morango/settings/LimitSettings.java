package org.morango.settings;

/**
 * Settings for the size of chunks, and for limits on what this side accepts. Immutable; {@link Builder} describes each
 * setting.
 */
public final class LimitSettings {
    static final LimitSettings DEFAULTS = new LimitSettings(new Builder());

    /** A private copy. */
    private final Builder values;

    private LimitSettings(Builder values) {
        this.values = values;
    }

    Builder toBuilder() {
        return values.copy();
    }

    public int chunkSize() {
        return values.chunkSize;
    }

    public int chunkBytes() {
        return values.chunkBytes;
    }

    public long chunkCharacters() {
        return values.chunkCharacters;
    }

    public int maxChunkRecords() {
        return values.maxChunkRecords;
    }

    public long maxBodyBytes() {
        return values.maxBodyBytes;
    }

    public long maxBodyBytesAtOnce() {
        return values.maxBodyBytesAtOnce;
    }

    public int minBytesPerSecond() {
        return values.minBytesPerSecond;
    }

    public int outboxNotes() {
        return values.outboxNotes;
    }

    /** Builds settings; not thread-safe. */
    public static final class Builder implements Cloneable {
        private int chunkSize = 2_000;
        private int chunkBytes = 512 * 1024;
        private long chunkCharacters = 1024 * 1024;
        private int maxChunkRecords = 10_000;
        private long maxBodyBytes = 256L * 1024 * 1024;
        private long maxBodyBytesAtOnce = Runtime.getRuntime().maxMemory() / 4;
        private int minBytesPerSecond = 100;
        private int outboxNotes = 10_000;

        private Builder() {}

        private Builder copy() {
            try {
                return (Builder) clone();
            } catch (CloneNotSupportedException e) {
                throw new IllegalStateException(e);
            }
        }

        /**
         * Most records in one request of a push or a pull, from 1. A chunk has fewer records if they are large; see
         * {@link #chunkBytes(int)} and {@link #chunkCharacters(long)}. Each side holds up to three chunks in memory.
         * Default: 2,000.
         */
        public Builder chunkSize(int value) {
            this.chunkSize = (int) Checks.atLeast("limits.chunkSize", value, 1);
            return this;
        }

        /**
         * Most bytes in one request of a push or one answer of a pull, as they cross the wire: compressed, if both
         * sides can. At least 1,024. A client begins with 65,536. It takes fewer when a chunk does not get through or
         * takes long, and more while all goes well. A larger record travels alone. Default: 524,288, half of the
         * default limit of nginx. Danger: a request above a proxy's limit is sent in vain before a smaller one follows.
         */
        public Builder chunkBytes(int value) {
            this.chunkBytes = (int) Checks.atLeast("limits.chunkBytes", value, 1_024);
            return this;
        }

        /**
         * Most content of one chunk that this side reads into memory, in characters before compression, from 1. A
         * longer record travels alone. Default: 1,048,576.
         */
        public Builder chunkCharacters(long value) {
            this.chunkCharacters = Checks.atLeast("limits.chunkCharacters", value, 1);
            return this;
        }

        /**
         * Most records that this side accepts or returns in one request, from 1. Default: 10,000. Danger: memory use
         * grows with this number, and peers with larger chunks are refused.
         */
        public Builder maxChunkRecords(int value) {
            this.maxChunkRecords = (int) Checks.atLeast("limits.maxChunkRecords", value, 1);
            return this;
        }

        /**
         * Largest body that this side accepts, in bytes, both compressed and uncompressed. Default: 256 MiB. Danger: a
         * hostile peer can make this side hold a body of this size in memory for each request in progress.
         */
        public Builder maxBodyBytes(long value) {
            this.maxBodyBytes = Checks.atLeast("limits.maxBodyBytes", value, 1);
            return this;
        }

        /**
         * Most bytes of uncompressed bodies that this server holds in memory at once, for all requests in progress
         * together. Half of them are reserved for requests of bound sessions. A request beyond the limit gets status
         * 503, and is to be sent again later. Default: a quarter of the memory that the process may use. Danger: with a
         * high limit, many large bodies at once can exhaust the memory; with less than one chunk, no chunk gets
         * through.
         */
        public Builder maxBodyBytesAtOnce(long value) {
            this.maxBodyBytesAtOnce = Checks.atLeast("limits.maxBodyBytesAtOnce", value, 1);
            return this;
        }

        /**
         * Lowest average rate, in bytes per second, at which the other side has to send or receive a body; from 0, for
         * no limit. It applies after the first {@link ServerSettings.Builder#callerTimeout} or
         * {@link ClientSettings.Builder#requestTimeout} of a body. Default: 100; the slowest links over which people
         * sync carry a thousand, and a few requests may share one. Danger: with a low rate, a caller that sends a byte
         * now and then occupies a thread for long; with a high rate, slow links are cut off.
         */
        public Builder minBytesPerSecond(int value) {
            this.minBytesPerSecond = (int) Checks.atLeast("limits.minBytesPerSecond", value, 0);
            return this;
        }

        /**
         * Number of notes in the outbox, from 2, after which notes of the same rows are merged. Without syncs, each
         * transaction adds some. This process counts those that it writes, and merges them in a thread of its own.
         * Default: 10,000.
         */
        public Builder outboxNotes(int value) {
            this.outboxNotes = (int) Checks.atLeast("limits.outboxNotes", value, 2);
            return this;
        }

        LimitSettings build() {
            return new LimitSettings(copy());
        }
    }
}
