package org.morango.replica;

import org.morango.record.Filter;
import org.morango.session.Direction;

/**
 * What the two sides of a transfer held of its filter when the receiver lacked nothing. As long as both still hold
 * exactly that, nothing has to be sent in this direction. Immutable.
 *
 * @param peer stands for the other side, as in {@link org.morango.counter.Claim#peer()}
 * @param direction the direction of the transfer, as seen from this side's client
 * @param filter the partitions
 * @param own the digest of this side's FSIC, as {@link org.morango.counter.FsicJson#digest} returns it
 * @param other the digest of the other side's FSIC
 */
public record Agreement(String peer, Direction direction, Filter filter, String own, String other) {}
