package org.morango.testkit;

import org.morango.session.TransferSession;

/**
 * Result of a sync.
 *
 * @param pulled the finished pull, which came first
 * @param pushed the finished push
 */
public record TestSync(TransferSession pulled, TransferSession pushed) {}
