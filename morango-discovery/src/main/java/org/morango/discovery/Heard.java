package org.morango.discovery;

import java.net.Inet4Address;

/**
 * An announcement that has arrived. It is a hint only: anybody may have sent it.
 *
 * @param link the name of the link over which it came
 * @param service the name of the service, by which its end is told
 * @param address where the peer is said to be
 * @param port at which port, from 1 to 65,535
 */
record Heard(String link, String service, Inet4Address address, int port, Announcement announcement) {

    String url() {
        return "http://" + address.getHostAddress() + ":" + port + announcement.path();
    }
}
