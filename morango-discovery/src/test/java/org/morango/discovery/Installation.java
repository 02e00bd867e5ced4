package org.morango.discovery;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;
import org.morango.Peer;
import org.morango.client.ConnectionException;
import org.morango.common.MorangoException;
import org.morango.live.ContinuousSync;
import org.morango.server.MorangoServer;
import org.morango.testkit.InMemoryReplica;

/**
 * A peer in a process of its own, which is ended from outside. Prints its rows and the peers that it knows whenever they
 * change. Arguments: its name; a folder with its certificate; how many rows there are before it writes its second one;
 * {@code -}, or an address to keep in sync with, or {@code !} and an address to break into.
 */
final class Installation {
    static final int PORT = 8_080;

    private final String name;
    private final InMemoryReplica replica;
    private final Peer peer;
    private final Family.Member member;
    private final Map<String, String> printed = new HashMap<>();

    private Installation(String name, Family.Member member) {
        this.name = name;
        this.member = member;
        this.replica = Family.database(member);
        this.peer = Family.peer(replica);
    }

    public static void main(String[] args) throws Exception {
        Path folder = Path.of(args[1]);
        Installation installation = new Installation(args[0], Family.Member.read(folder));
        installation.run(Integer.parseInt(args[2]), args[3]);
    }

    private synchronized void print(String kind, String text) {
        if (!text.equals(printed.put(kind, text))) {
            System.out.println(name + " " + kind + " " + text);
        }
    }

    private void put(String row) {
        replica.put("lesson", row, member.chain().get(0).id() + ":lessons", "{\"title\":\"" + row + "\"}");
    }

    private void run(int enough, String address) throws Exception {
        print("instance", replica.instance().id());
        put(name + "-first");
        MorangoServer server = peer.serve(8080);
        if (address.startsWith("http")) {
            ContinuousSync sync = peer.keepInSync(address);
            sync.onChange(state -> print("configured", sync.target().url() + " " + state.phase()));
            sync.firstSync().get();
        }
        LocalPeers local = LocalPeers.start(
                peer, LocalPeersSettings.builder().announce(server.port()).build());
        local.onChange(peers -> show(peers));
        print("ready", "now");
        if (address.startsWith("!")) {
            breakInto(address.substring(1));
        }
        CountDownLatch hasEnough = new CountDownLatch(1);
        Runnable look = () -> {
            TreeSet<String> titles = new TreeSet<>(replica.rows().values());
            print("rows", titles.size() + " " + titles);
            if (titles.size() >= enough) {
                hasEnough.countDown();
            }
        };
        replica.changes().listen(look::run);
        look.run();
        hasEnough.await();
        put(name + "-second");
        look.run();
        print(
                "threads",
                Thread.getAllStackTraces().keySet().stream()
                        .map(Thread::getName)
                        .sorted()
                        .collect(Collectors.joining(", ")));
        new CountDownLatch(1).await();
    }

    private void show(List<LocalPeer> peers) {
        print(
                "peers",
                peers.size() + " "
                        + peers.stream()
                                .map(p ->
                                        p.url() + "=" + p.state() + (p.reason() == null ? "" : "(" + p.reason() + ")"))
                                .collect(Collectors.joining(" ")));
    }

    private void breakInto(String address) {
        attempt("session", () -> peer.connect(address).openSession());
        attempt("proof", () -> peer.askForProof(address, member.chain().get(0).id()));
    }

    /** Tries something as soon as the other side can be reached. */
    private void attempt(String kind, Runnable what) {
        while (true) {
            try {
                what.run();
                print(kind, "given");
                return;
            } catch (ConnectionException e) {
                Thread.onSpinWait();
            } catch (MorangoException e) {
                print(kind, "refused: " + e.getMessage());
                return;
            }
        }
    }

    static List<String> arguments(Path folder, String name, Family.Member member, int enough, String address)
            throws Exception {
        Path own = Files.createDirectory(folder.resolve("of-" + name));
        member.write(own);
        return List.of(Installation.class.getName(), name, own.toString(), String.valueOf(enough), address);
    }
}
