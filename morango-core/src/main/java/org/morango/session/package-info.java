/**
 * Values of a sync: sync sessions, transfer sessions and their stages. See docs/protocol.md, "Words" and "A transfer".
 */
@NullMarked
package org.morango.session;

import org.jspecify.annotations.NullMarked;
