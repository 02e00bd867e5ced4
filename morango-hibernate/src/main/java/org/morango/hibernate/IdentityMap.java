package org.morango.hibernate;

import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.morango.common.MorangoException;
import org.morango.hibernate.internal.model.SyncableModel;
import org.morango.hibernate.internal.model.SyncableModels;
import org.morango.hibernate.internal.pipeline.IdentityLine;
import org.morango.hibernate.internal.pipeline.IdentityStage;
import org.morango.hibernate.internal.store.Database;
import org.morango.hibernate.internal.store.PartitionLocks;
import org.morango.hibernate.report.IdentityImport;
import org.morango.record.Filter;

/**
 * The map of identities: which row of this database is which record. Whoever drops the library's tables keeps it, so
 * that the same rows are the same records when the library comes back, or in another copy of the database.
 *
 * <p>As text it has a line for each row: a JSON object with {@code model}, {@code key} (the row's key as text),
 * {@code id}, {@code source_id} and {@code partition} (those of its record). Safe for use by many threads.
 */
public final class IdentityMap {
    private static final int PAGE = 1_000;
    private static final int MOST_PROBLEMS = 20;

    /** Greatest length of a line in characters. Source id and partition have at most 1,000 each, escaped or not. */
    private static final int MAX_LINE = 32_000;

    private final Database database;
    private final SyncableModels models;
    private final PartitionLocks locks;
    private final Runnable serialize;
    private final String profile;

    /** @param serialize makes records of what is noted, if this database has a certificate */
    IdentityMap(Database database, SyncableModels models, PartitionLocks locks, Runnable serialize, String profile) {
        this.database = database;
        this.models = models;
        this.locks = locks;
        this.serialize = serialize;
        this.profile = profile;
        if (models.inOrder(profile).isEmpty()) {
            throw new MorangoException("No synced entity of this persistence unit is of profile " + profile
                    + "; there are " + models.profiles() + ".");
        }
    }

    /**
     * Writes the map, each entity after those to which it refers, in the order of keys as texts, in pages. Rows without
     * a record are not in it, nor are entities that extend {@link org.morango.hibernate.mapping.SyncableEntity}, whose
     * keys are the ids.
     *
     * @param out is not closed
     * @return the number of lines
     * @throws UncheckedIOException if it cannot be written
     */
    public long write(Writer out) {
        long lines = 0;
        for (SyncableModel model : models.inOrder(profile)) {
            List<IdentityLine> page = page(model, null);
            while (!page.isEmpty()) {
                write(out, page);
                lines += page.size();
                page = page(model, page.get(page.size() - 1));
            }
        }
        return lines;
    }

    private List<IdentityLine> page(SyncableModel model, @Nullable IdentityLine last) {
        return database.read(session -> new IdentityStage(session, models, profile).page(model, last));
    }

    private static void write(Writer out, List<IdentityLine> page) {
        try {
            for (IdentityLine line : page) {
                out.write(line.text() + "\n");
            }
            out.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Lets rows without a record take over the records of the map: those that other peers have sent, or new ones with
     * the same ids. Where row and record differ, that is a conflict. Call it before {@link Morango#adopt}, which makes
     * new records of rows that are not in the map. A row whose values say another partition than its line becomes
     * another record.
     *
     * <p>Reads a page of lines at a time, each in a transaction. It may be called again. Lines that have something wrong
     * are left out and counted, and the first of them are reported.
     *
     * @param in is not closed
     * @throws MorangoException if a line is longer than any line of a map
     * @throws UncheckedIOException if it cannot be read
     */
    public IdentityImport read(Reader in) {
        IdentityImport sum = new IdentityImport(0, 0, 0, 0, 0, List.of());
        Lines lines = new Lines(in);
        boolean isMore = true;
        while (isMore) {
            List<IdentityLine> page = new ArrayList<>();
            Map<Long, String> refused = new LinkedHashMap<>();
            isMore = lines.read(page, refused);
            sum = plus(sum, new IdentityStage.Taken(0, 0, 0, 0, refused));
            sum = plus(
                    sum,
                    locks.exclusive(
                            Filter.EVERYTHING, session -> new IdentityStage(session, models, profile).take(page)));
        }
        locks.exclusive(Filter.EVERYTHING, session -> {
            new IdentityStage(session, models, profile).done();
            return true;
        });
        serialize.run();
        return sum;
    }

    private static IdentityImport plus(IdentityImport sum, IdentityStage.Taken page) {
        List<String> problems = new ArrayList<>(sum.problems());
        page.refused().forEach((number, problem) -> {
            if (problems.size() < MOST_PROBLEMS) {
                problems.add("line " + number + ": " + problem);
            }
        });
        return new IdentityImport(
                sum.imported() + page.imported(),
                sum.known() + page.known(),
                sum.missing() + page.missing(),
                sum.needless() + page.needless(),
                sum.refused() + page.refused().size(),
                problems);
    }

    /** Reads lines of bounded length. */
    private static final class Lines {
        private final Reader in;
        private long number;

        Lines(Reader in) {
            this.in = in;
        }

        /** Adds a page of lines, and what is wrong with others by their numbers. Returns whether there may be more. */
        boolean read(List<IdentityLine> page, Map<Long, String> refused) {
            for (int count = 0; count < PAGE; count++) {
                String text = next();
                if (text == null) {
                    return false;
                }
                number++;
                if (!text.isBlank()) {
                    try {
                        page.add(IdentityLine.parse(number, text));
                    } catch (IllegalArgumentException e) {
                        refused.put(number, String.valueOf(e.getMessage()));
                    }
                }
            }
            return true;
        }

        private @Nullable String next() {
            StringBuilder text = new StringBuilder();
            try {
                for (int c = in.read(); c != '\n'; c = in.read()) {
                    if (c < 0) {
                        return text.isEmpty() ? null : text.toString();
                    }
                    if (text.length() == MAX_LINE) {
                        throw new MorangoException(
                                "Line " + (number + 1) + " is longer than " + MAX_LINE
                                        + " characters, so that it is none of a map of identities.",
                                Map.of("line", String.valueOf(number + 1)));
                    }
                    text.append((char) c);
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            return text.toString();
        }
    }
}
