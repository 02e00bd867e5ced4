package org.morango.hibernate;

import java.io.PrintWriter;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.logging.Logger;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * A pool like that of an application. It has a fixed number of connections, threads wait for them for a while, and it
 * does not reset returned ones.
 */
final class BoundedPool implements DataSource, AutoCloseable {
    private final String url;
    private final Duration patience;
    private final Semaphore free;
    private final Deque<Connection> idle = new ArrayDeque<>();
    private volatile @Nullable String statement;
    private volatile boolean commitFails;

    BoundedPool(String url, int size, Duration patience) {
        this.url = url;
        this.patience = patience;
        this.free = new Semaphore(size, true);
    }

    @Override
    public Connection getConnection() throws SQLException {
        try {
            if (!free.tryAcquire(patience.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new SQLTransientConnectionException("No connection is free after " + patience.toMillis() + " ms");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SQLTransientConnectionException(e);
        }
        try {
            Connection connection = physical();
            prepare(connection);
            return lent(connection);
        } catch (SQLException e) {
            free.release();
            throw e;
        }
    }

    private Connection physical() throws SQLException {
        synchronized (idle) {
            for (Connection next = idle.poll(); next != null; next = idle.poll()) {
                if (!next.isClosed()) {
                    return next;
                }
            }
        }
        return DriverManager.getConnection(url);
    }

    private void prepare(Connection connection) throws SQLException {
        if (statement != null) {
            try (Statement prepared = connection.createStatement()) {
                prepared.execute(statement);
            }
        }
    }

    /** Runs a statement on each connection that is given out from now on. */
    void onLending(String sql) {
        statement = sql;
    }

    /** Makes the next commit fail like SQLite's when the disk is full: the transaction stays open. */
    void failNextCommit() {
        commitFails = true;
    }

    private Connection lent(Connection physical) {
        boolean[] returned = new boolean[1];
        return (Connection) Proxy.newProxyInstance(
                BoundedPool.class.getClassLoader(), new Class<?>[] {Connection.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("close")) {
                        if (!returned[0]) {
                            returned[0] = true;
                            takeBack(physical);
                        }
                        return null;
                    }
                    if (commitFails && method.getName().equals("commit")) {
                        commitFails = false;
                        throw new SQLException("[SQLITE_FULL] as if the disk were full", null, 13);
                    }
                    try {
                        return method.invoke(physical, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    private void takeBack(Connection physical) {
        synchronized (idle) {
            idle.push(physical);
        }
        free.release();
    }

    /** Takes all connections. */
    int takeAll() {
        return free.drainPermits();
    }

    void giveBack(int connections) {
        free.release(connections);
    }

    @Override
    public void close() throws SQLException {
        synchronized (idle) {
            for (Connection connection : idle) {
                connection.close();
            }
        }
    }

    @Override
    public Connection getConnection(String username, String password) throws SQLException {
        return getConnection();
    }

    @Override
    public PrintWriter getLogWriter() {
        return null;
    }

    @Override
    public void setLogWriter(PrintWriter out) {}

    @Override
    public void setLoginTimeout(int seconds) {}

    @Override
    public int getLoginTimeout() {
        return 0;
    }

    @Override
    public Logger getParentLogger() {
        return Logger.getGlobal();
    }

    @Override
    public <T> T unwrap(Class<T> type) throws SQLException {
        throw new SQLException("Wraps nothing");
    }

    @Override
    public boolean isWrapperFor(Class<?> type) {
        return false;
    }
}
