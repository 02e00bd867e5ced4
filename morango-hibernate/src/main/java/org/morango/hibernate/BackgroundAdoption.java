package org.morango.hibernate;

import jakarta.persistence.EntityManagerFactory;
import jakarta.persistence.metamodel.EntityType;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.morango.common.MorangoException;
import org.morango.common.Threads;
import org.morango.hibernate.mapping.Syncable;
import org.morango.hibernate.report.AdoptionProgress;
import org.morango.hibernate.report.AdoptionResult;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Adopts the rows of all profiles in a thread of its own, while the application runs. What is cut off goes on when it is
 * started again. Failures are logged: most often, the database has not joined yet. Thread-safe.
 */
public final class BackgroundAdoption implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(BackgroundAdoption.class);
    private static final long STOPPING_SECONDS = 20;

    private final Morango morango;
    private final Threads threads;

    /** The adoption of each profile. */
    private final SortedMap<String, Adoption> adoptions = new TreeMap<>();

    private volatile boolean isStopping;
    private @Nullable ExecutorService thread;

    /**
     * Creates the adoption; it does not begin yet.
     *
     * @param factory the persistence unit of the peer
     * @param attributesOfEntities attributes by which rows are the same as records of other peers ({@link
     *     Adoption#matching}), by the name that an entity has in queries
     * @param property where these attributes are configured, for messages
     * @throws MorangoException if there is no such entity
     */
    public BackgroundAdoption(
            Morango morango,
            EntityManagerFactory factory,
            Map<String, List<String>> attributesOfEntities,
            String property) {
        this.morango = morango;
        this.threads = morango.settings().threads();
        Map<String, List<String>> matching = new HashMap<>(attributesOfEntities);
        for (EntityType<?> entity : factory.getMetamodel().getEntities()) {
            Syncable syncable = entity.getJavaType().getAnnotation(Syncable.class);
            if (syncable != null) {
                List<String> attributes = matching.remove(entity.getName());
                adoptions.merge(
                        syncable.profile(),
                        adoption(entity.getJavaType(), attributes),
                        (one, other) -> attributes == null
                                ? one
                                : one.matching(entity.getJavaType(), attributes.toArray(String[]::new)));
            }
        }
        matching.keySet().stream().findFirst().ifPresent(name -> {
            throw new MorangoException(property + " names " + name
                    + ", which is not a synced entity of this application. Name it as queries do.");
        });
    }

    private Adoption adoption(Class<?> entity, @Nullable List<String> attributes) {
        Adoption rows = Adoption.ofNewRows().listener(this::progressed);
        return attributes == null ? rows : rows.matching(entity, attributes.toArray(String[]::new));
    }

    private void progressed(AdoptionProgress progress) {
        LOG.info(
                "Adopting: {} rows of {}", progress.adopted(), progress.entity().getSimpleName());
        if (isStopping) {
            throw new CancellationException();
        }
    }

    /** Begins, and returns at once. Does nothing if it has begun before, or is closed. */
    public synchronized void start() {
        if (thread == null && !isStopping) {
            thread = threads.pool("morango-adoption", 1);
            thread.execute(() -> adoptions.forEach(this::adopt));
            thread.shutdown();
        }
    }

    private void adopt(String profile, Adoption adoption) {
        try {
            AdoptionResult result = morango.adopt(profile, adoption);
            if (result.adopted() > 0) {
                LOG.info(
                        "Adopted {} rows of profile {}, {} of them as records of other peers",
                        result.adopted(),
                        profile,
                        result.matched());
            }
        } catch (CancellationException e) {
            LOG.info("The adoption of profile {} stops with the application; the next start goes on with it", profile);
        } catch (MorangoException e) {
            // Most often because this database has not joined yet.
            LOG.warn("The rows of profile {} are not adopted: {}", profile, e.getMessage());
        } catch (RuntimeException e) {
            LOG.error("The rows of profile {} are not adopted: {}", profile, e.getMessage(), e);
        }
    }

    /** Ends it after the transaction that is running, for which it waits up to 20 seconds. */
    @Override
    public synchronized void close() {
        isStopping = true;
        try {
            if (thread != null && !thread.awaitTermination(STOPPING_SECONDS, TimeUnit.SECONDS)) {
                LOG.info("An adoption is cut off because the application stops; the next start goes on with it");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
