package org.morango.spring;

import java.lang.reflect.Field;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Lets a class log at the level INFO until it is closed. slf4j-simple reads its levels only once in each process. */
record LoggedInfo(Logger logger, int before) implements AutoCloseable {
    private static final int INFO = 20;

    static LoggedInfo of(Class<?> type) {
        Logger logger = LoggerFactory.getLogger(type);
        return new LoggedInfo(logger, set(logger, INFO));
    }

    private static int set(Logger logger, int level) {
        try {
            Field field = logger.getClass().getDeclaredField("currentLogLevel");
            field.setAccessible(true);
            int former = field.getInt(logger);
            field.setInt(logger, level);
            return former;
        } catch (ReflectiveOperationException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() {
        set(logger, before);
    }
}
