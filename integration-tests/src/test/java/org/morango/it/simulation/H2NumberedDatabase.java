package org.morango.it.simulation;

import java.util.List;
import java.util.Map;
import java.util.Random;
import org.morango.it.database.CrateDatabase;
import org.morango.testkit.simulation.NumberedDatabase;

/** A database of an application that numbers its rows. Like SQLite, it gives the number of a deleted last row again. */
final class H2NumberedDatabase extends H2Database<CrateDatabase> implements NumberedDatabase {
    H2NumberedDatabase(String instanceId, Random random) {
        super(CrateDatabase.class, () -> new CrateDatabase(url()), instanceId, random);
    }

    @Override
    public void insert(Row row) {
        database().giveNumbersAgain(row.kind());
        database().insert(row);
    }

    @Override
    public void update(Row row) {
        database().update(row);
    }

    @Override
    public void delete(List<Row> rows, boolean hard) {
        database().delete(rows, hard);
        rows.stream().map(Row::kind).distinct().forEach(database()::giveNumbersAgain);
    }

    @Override
    public void unite(Row row, String recordId) {
        database().unite(row, recordId, random(), clock());
    }

    @Override
    public List<Row> rows() {
        return database().rows();
    }

    @Override
    public Map<String, Long> keys() {
        return database().keys();
    }

    @Override
    public Map<String, String> successors() {
        return database().successors();
    }

    @Override
    public Map<String, String> pending() {
        return database().pending();
    }
}
