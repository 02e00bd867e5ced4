package org.morango.client;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * How a peer gets its certificate from a server: {@link SyncConnection#join}. Immutable; {@link Builder} describes each
 * part.
 */
public final class Joining {
    private final Supplier<Login> login;
    private final @Nullable String root;
    private final @Nullable String scope;
    private final Map<String, String> params;

    private Joining(Builder from) {
        this.login = from.login;
        this.root = from.root;
        this.scope = from.scope;
        this.params = Map.copyOf(from.params);
    }

    /** Returns a builder for a user of the server's application. */
    public static Builder as(String user, String password) {
        return with(() -> Login.password(user, password));
    }

    /** Returns a builder for a login that is asked for when it is needed, such as a token that expires soon. */
    public static Builder with(Supplier<Login> login) {
        return new Builder(login);
    }

    Login login() {
        return login.get();
    }

    public Optional<String> root() {
        return Optional.ofNullable(root);
    }

    public Optional<String> scope() {
        return Optional.ofNullable(scope);
    }

    public Map<String, String> params() {
        return params;
    }

    @Override
    public String toString() {
        return "Joining[root=" + root + ", scope=" + scope + ", params=" + new TreeMap<>(params) + "]";
    }

    /** Builds a value; not thread-safe. */
    public static final class Builder {
        private final Supplier<Login> login;
        private @Nullable String root;
        private @Nullable String scope;
        private final Map<String, String> params = new TreeMap<>();

        private Builder(Supplier<Login> login) {
            this.login = login;
        }

        /**
         * Id of the root certificate under which the certificate is to be. Default: the only one that the server offers.
         * The default needs a server at an https or loopback address: over http, anybody on the way could offer a root.
         */
        public Builder root(String value) {
            this.root = value;
            return this;
        }

        /** Id of the certificate's scope definition. Default: that of the root, so everything under the root. */
        public Builder scope(String value) {
            this.scope = value;
            return this;
        }

        /** A parameter of the scope. Default: the parameter of the same name that the root has. */
        public Builder param(String name, String value) {
            params.put(name, value);
            return this;
        }

        /** Parameters of the scope, as {@link #param}. */
        public Builder params(Map<String, String> values) {
            params.putAll(values);
            return this;
        }

        /** Returns the value. */
        public Joining build() {
            return new Joining(this);
        }
    }
}
