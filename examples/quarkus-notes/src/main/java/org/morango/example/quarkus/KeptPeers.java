package org.morango.example.quarkus;

import io.quarkus.runtime.ShutdownEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.morango.hibernate.Morango;
import org.morango.live.ContinuousSync;

/** The peers with which the application keeps in sync, as long as it runs. */
@Singleton
class KeptPeers {
    private final Morango morango;
    private final Map<String, ContinuousSync> syncs = new ConcurrentHashMap<>();

    KeptPeers(Morango morango) {
        this.morango = morango;
    }

    void keepInSync(String url) {
        syncs.computeIfAbsent(url, morango::keepInSync);
    }

    void close(@Observes ShutdownEvent shutdown) {
        syncs.values().forEach(ContinuousSync::close);
    }
}
