package org.morango.servlet;

/**
 * Headers in which a trusted proxy says where a request comes from. A proxy sets or clears one kind and passes the
 * other kinds on as the caller wrote them, so only one kind is ever read.
 */
public enum ForwardedHeaders {
    /** {@code X-Forwarded-For} alone, with the caller's address. The default. */
    X_FORWARDED_FOR,
    /**
     * {@code X-Forwarded-For}, {@code -Proto}, {@code -Host}, {@code -Port} and {@code -Prefix}. The proxy has to set or
     * clear each of them.
     */
    X_FORWARDED,
    /** {@code Forwarded}, as defined in RFC 7239. */
    FORWARDED
}
