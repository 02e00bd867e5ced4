package org.morango.client;

import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The costs of a push or a pull.
 *
 * @param requests requests made, including repetitions
 * @param bytesSent bytes of bodies sent, as they went over the wire
 * @param bytesReceived bytes of bodies received, as they came over the wire
 * @param stages how long each stage took, on both sides together, in their order
 */
public record SyncStatistics(long requests, long bytesSent, long bytesReceived, Map<String, Duration> stages) {

    public SyncStatistics {
        stages = Collections.unmodifiableMap(new LinkedHashMap<>(stages));
    }
}
