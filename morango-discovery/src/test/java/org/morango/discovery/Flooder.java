package org.morango.discovery;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.InetAddress;
import java.net.MulticastSocket;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;

/** Floods a local network with services that do not exist. Arguments: how many packets, and the seed. */
final class Flooder {
    private static final int SERVICES = 60;
    private static final int TTL = 3_600;
    private static final int RESPONSE = 0x8400;
    private static final int POINTER = 12;
    private static final int PAUSE_NANOS = 1_000_000;

    private Flooder() {}

    public static void main(String[] args) throws Exception {
        Random random = new Random(Long.parseLong(args[1]));
        InetAddress group = InetAddress.getByName("224.0.0.251");
        try (MulticastSocket socket = new MulticastSocket()) {
            for (int i = Integer.parseInt(args[0]); i > 0; i--) {
                byte[] packet = packet(random);
                socket.send(new DatagramPacket(packet, packet.length, group, 5353));
                LockSupport.parkNanos(PAUSE_NANOS);
            }
        }
        System.out.println("flooder flood over");
        new CountDownLatch(1).await();
    }

    /** Returns a response that points from the type of service to new names. */
    private static byte[] packet(Random random) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(bytes);
        for (int word : new int[] {0, RESPONSE, 0, SERVICES, 0, 0}) {
            out.writeShort(word);
        }
        for (int i = 0; i < SERVICES; i++) {
            for (String label : MdnsAir.SERVICE.split("\\.")) {
                out.writeByte(label.length());
                out.write(label.getBytes(StandardCharsets.US_ASCII));
            }
            out.writeByte(0);
            byte[] name = Long.toHexString(random.nextLong() | Long.MIN_VALUE).getBytes(StandardCharsets.US_ASCII);
            out.writeShort(POINTER);
            out.writeShort(1);
            out.writeInt(TTL);
            out.writeShort(name.length + 3);
            out.writeByte(name.length);
            out.write(name);
            // The rest is the type of service, which is at the beginning.
            out.writeShort(0xc000 | 12);
        }
        return bytes.toByteArray();
    }
}
