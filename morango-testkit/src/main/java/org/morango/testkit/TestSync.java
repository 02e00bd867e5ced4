package org.morango.testkit;

import org.morango.session.TransferSession;

/**
 * What a sync did.
 *
 * @param pulled the finished pull, which came first
 * @param pushed the finished push
 */
public record TestSync(TransferSession pulled, TransferSession pushed) {}
