package org.morango.it.simulation;

import java.util.Random;
import java.util.SortedMap;
import java.util.function.BiFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.morango.it.database.ThingDatabase;
import org.morango.it.database.Things;
import org.morango.testkit.simulation.LessonDatabase;

/** A database of an application with things that stay in their partitions. */
public final class H2LessonDatabase extends H2Database<ThingDatabase> implements LessonDatabase {
    private static final Pattern TOKEN = Pattern.compile("\\d+");

    private final Things things;

    private H2LessonDatabase(Things things, String instanceId, Random random) {
        super(things, () -> new ThingDatabase(url(), things), instanceId, random);
        this.things = things;
    }

    /** Returns what makes such databases. */
    public static BiFunction<String, Random, LessonDatabase> of(Things things) {
        return (instanceId, random) -> new H2LessonDatabase(things, instanceId, random);
    }

    @Override
    public String sourceId(String source, String partition) {
        return things.sourceId(source, partition);
    }

    @Override
    public void put(String source, String partition, String content) {
        Matcher token = TOKEN.matcher(content);
        if (!token.find()) {
            throw new IllegalArgumentException(content);
        }
        database().put(source, partition, Integer.parseInt(token.group()));
    }

    @Override
    public void delete(String id) {
        database().delete(id);
    }

    @Override
    public void hardDelete(String id) {
        database().hardDelete(id);
    }

    @Override
    public SortedMap<String, Row> rows() {
        return database().rows();
    }
}
