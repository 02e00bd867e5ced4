package org.morango.hibernate;

import org.hibernate.SessionFactory;
import org.hibernate.stat.Statistics;

/** Counts the statements that a piece of work prepares. */
record Statements(Statistics statistics) {

    static Statements of(SessionFactory factory) {
        return new Statements(factory.getStatistics());
    }

    long prepared(Runnable work) {
        statistics.setStatisticsEnabled(true);
        statistics.clear();
        try {
            work.run();
            return statistics.getPrepareStatementCount();
        } finally {
            statistics.setStatisticsEnabled(false);
        }
    }
}
