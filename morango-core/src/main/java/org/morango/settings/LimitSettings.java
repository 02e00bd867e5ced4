package org.morango.settings;

/** How much travels at once, and how much this side accepts. Immutable; {@link Builder} describes each setting. */
public final class LimitSettings {
    static final LimitSettings DEFAULTS = new LimitSettings(new Builder());

    /** A copy that nobody else holds. */
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

    /** Collects settings; not safe for use by several threads. */
    public static final class Builder implements Cloneable {
        private int chunkSize = 2_000;
        private int chunkBytes = 512 * 1024;
        private long chunkCharacters = 1024 * 1024;
        private int maxChunkRecords = 10_000;
        private long maxBodyBytes = 256L * 1024 * 1024;
        private long maxBodyBytesAtOnce = Runtime.getRuntime().maxMemory() / 4;
        private int minBytesPerSecond = 100;

        private Builder() {}

        private Builder copy() {
            try {
                return (Builder) clone();
            } catch (CloneNotSupportedException e) {
                throw new IllegalStateException(e);
            }
        }

        /**
         * The most records in one request of a push or a pull, from 1. Default 2,000. A chunk has fewer if they are large,
         * see {@link #chunkBytes(int)} and {@link #chunkCharacters(long)}. Each side holds up to three chunks in memory.
         */
        public Builder chunkSize(int value) {
            this.chunkSize = (int) Checks.atLeast("limits.chunkSize", value, 1);
            return this;
        }

        /**
         * The most bytes in one request of a push or one answer of a pull, as they cross the wire: packed, where both sides
         * can. From 1,024; default 524,288, half of what nginx lets through unless it is told otherwise. A client begins
         * with 65,536, takes fewer when a chunk does not get through or takes long, and more while all goes well. A larger
         * record travels alone. Danger: a request above a proxy's limit is sent in vain before a smaller one follows.
         */
        public Builder chunkBytes(int value) {
            this.chunkBytes = (int) Checks.atLeast("limits.chunkBytes", value, 1_024);
            return this;
        }

        /**
         * The most content of one chunk that this side reads into memory, in characters before compression, from 1. Default
         * 1,048,576. A longer record travels alone.
         */
        public Builder chunkCharacters(long value) {
            this.chunkCharacters = Checks.atLeast("limits.chunkCharacters", value, 1);
            return this;
        }

        /**
         * The most records this side takes or gives in one request, from 1. Default 10,000. Danger: memory grows with it,
         * and peers with larger chunks are refused.
         */
        public Builder maxChunkRecords(int value) {
            this.maxChunkRecords = (int) Checks.atLeast("limits.maxChunkRecords", value, 1);
            return this;
        }

        /**
         * The most bytes of a body that this side takes, packed as well as unpacked. Default 256 MiB. Danger: a hostile
         * peer can make this side hold so much in memory, once for each request under way.
         */
        public Builder maxBodyBytes(long value) {
            this.maxBodyBytes = Checks.atLeast("limits.maxBodyBytes", value, 1);
            return this;
        }

        /**
         * The most bytes of bodies that this server has in memory at once, unpacked, all requests under way together; half of
         * it is for requests of bound sessions alone. What is beyond gets 503, and is to be sent again later. Default: a quarter of the most memory that the process may take.
         * Danger: with more, many large bodies at once can use up the memory; with less than one chunk, none gets through.
         */
        public Builder maxBodyBytesAtOnce(long value) {
            this.maxBodyBytesAtOnce = Checks.atLeast("limits.maxBodyBytesAtOnce", value, 1);
            return this;
        }

        /**
         * How fast the other side has to send or take a body, on average and after its first {@link ServerSettings.Builder#callerTimeout} or
         * {@link ClientSettings.Builder#requestTimeout}, in bytes a second; from 0, for no limit. Default 100: the slowest links that people sync
         * over carry a thousand, and a few requests may share one. Danger: with a low one a caller that sends a byte now and
         * then holds a thread for long; with a high one slow links are cut off.
         */
        public Builder minBytesPerSecond(int value) {
            this.minBytesPerSecond = (int) Checks.atLeast("limits.minBytesPerSecond", value, 0);
            return this;
        }

        LimitSettings build() {
            return new LimitSettings(copy());
        }
    }
}
