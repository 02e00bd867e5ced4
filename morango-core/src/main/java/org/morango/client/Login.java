package org.morango.client;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.morango.common.MorangoException;

/**
 * Proves to a server who asks for a certificate: a user and a password, or a token that an identity provider has issued.
 * It is sent only to a server that has proven to be the right one, and only that server can read it. Immutable.
 */
public final class Login {
    /** Most characters of a token. */
    public static final int MAX_TOKEN = 5_000;

    private static final String BEARER = "Bearer ";
    private static final Pattern TOKEN = Pattern.compile("[A-Za-z0-9._~+/-]+=*");

    private final String user;
    private final String credentials;
    private final boolean isToken;

    private Login(String user, String credentials, boolean isToken) {
        this.user = user;
        this.credentials = credentials;
        this.isToken = isToken;
    }

    /**
     * Returns the login of a user of the server's application.
     *
     * @throws MorangoException if the name has a colon
     */
    public static Login password(String user, String password) {
        if (user.indexOf(':') >= 0) {
            throw new MorangoException("A user's name cannot have a colon.");
        }
        return new Login(user, user + ":" + password, false);
    }

    /**
     * Returns the login by a bearer token, which the server's {@link org.morango.access.TokenVerifier} checks.
     *
     * @throws MorangoException if it is not a token as RFC 6750 describes it, or has more than {@link #MAX_TOKEN}
     *     characters
     */
    public static Login token(String token) {
        if (token.length() > MAX_TOKEN || !TOKEN.matcher(token).matches()) {
            throw new MorangoException("A token has at most " + MAX_TOKEN
                    + " letters, digits and the characters -._~+/, with = at its end; this one does not.");
        }
        return new Login("", BEARER + token, true);
    }

    /**
     * Returns the login that a configuration gives: a user with a password, or a token.
     *
     * @throws MorangoException if it gives neither, a part, or both
     */
    public static Login given(@Nullable String user, @Nullable String password, @Nullable String token) {
        if (token != null && user == null && password == null) {
            return token(token);
        }
        if (token == null && user != null && password != null) {
            return password(user, password);
        }
        throw new MorangoException("To join needs either a user and a password, or a token.");
    }

    boolean isToken() {
        return isToken;
    }

    /** Returns what is sealed for the server. */
    String credentials() {
        return credentials;
    }

    /** Returns who it is, for messages. */
    String shown() {
        return isToken ? "this token" : "this password for user " + user;
    }

    String user() {
        return user;
    }

    @Override
    public String toString() {
        return isToken ? "Login[token]" : "Login[" + user + "]";
    }
}
