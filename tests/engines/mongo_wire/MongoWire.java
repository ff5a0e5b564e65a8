import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;

import org.h2.mvstore.MVMap;
import org.h2.mvstore.MVStore;

import de.bwaldvogel.mongo.MongoCollection;
import de.bwaldvogel.mongo.MongoDatabase;
import de.bwaldvogel.mongo.MongoServer;
import de.bwaldvogel.mongo.MongoVersion;
import de.bwaldvogel.mongo.backend.CursorRegistry;
import de.bwaldvogel.mongo.backend.DatabaseResolver;
import de.bwaldvogel.mongo.backend.Index;
import de.bwaldvogel.mongo.backend.IndexKey;
import de.bwaldvogel.mongo.backend.Utils;
import de.bwaldvogel.mongo.backend.h2.H2Backend;
import de.bwaldvogel.mongo.backend.h2.H2Database;
import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.oplog.Oplog;
import io.netty.channel.Channel;

/** A server that speaks MongoDB's wire protocol: `MongoWire PORT [FILE]`, in memory without a file. */
public class MongoWire {

    public static void main(String[] arguments) {
        Backend backend = new Backend(MVStore.open(arguments.length > 1 ? arguments[1] : null));
        MongoServer server = new MongoServer(backend.version(new Version()));
        Runtime.getRuntime().addShutdownHook(new Thread(server::shutdownNow));
        server.bind("127.0.0.1", Integer.parseInt(arguments[0]));
    }

    /** The oldest version that the drivers still talk to. */
    static class Version implements MongoVersion {
        public List<Integer> getVersionArray() {
            return List.of(4, 4, 0);
        }

        public int getWireVersion() {
            return 9;
        }
    }

    static class Backend extends H2Backend {
        Backend(MVStore store) {
            super(store);
        }

        protected MongoDatabase openOrCreateDatabase(String name) {
            return new Database(name, getMvStore(), getCursorRegistry());
        }

        class Database extends H2Database {
            Database(String name, MVStore store, CursorRegistry cursors) {
                super(name, store, cursors);
            }

            protected Index<Object> openOrCreateSecondaryIndex(
                    String collection, String name, List<IndexKey> keys, boolean sparse) {
                if (!sparse || keys.size() > 1) {
                    return super.openOrCreateSecondaryIndex(collection, name, keys, sparse);
                }
                String place = "sparse." + getDatabaseName() + "." + collection + "." + name;
                return new FindsWhatHasTheField(getMvStore().openMap(place), name, keys);
            }

            protected Index<Object> openOrCreateUniqueIndex(String collection, String name, List<IndexKey> keys, boolean sparse) {
                Index<Object> index = super.openOrCreateUniqueIndex(collection, name, keys, sparse);
                return keys.size() == 1 ? new FindsByOneField(index, name, keys, sparse) : index;
            }

            public Document handleCommand(
                    Channel channel, String command, Document query, DatabaseResolver resolver, Oplog oplog) {
                boolean inOrder = command.equalsIgnoreCase("update") && Utils.isTrue(query.get("ordered"));
                if (!inOrder) {
                    return super.handleCommand(channel, command, query, resolver, oplog);
                }
                return updateInOrder(update -> super.handleCommand(channel, command, update, resolver, oplog), query);
            }
        }
    }

    /** As in MongoDB, ordered updates end with the first that fails. The server as it comes goes on behind it. */
    @SuppressWarnings("unchecked")
    static Document updateInOrder(UnaryOperator<Document> server, Document query) {
        List<Document> updates = (List<Document>) query.get("updates");
        Document answer = new Document("n", 0).append("nModified", 0).append("ok", 1.0);
        for (int index = 0; index < updates.size() && !answer.containsKey("writeErrors"); index++) {
            Document one = new Document(query);
            one.put("updates", List.of(updates.get(index)));
            Document done = server.apply(one);
            answer.put("n", (int) answer.get("n") + (int) done.get("n"));
            answer.put("nModified", (int) answer.get("nModified") + (int) done.get("nModified"));
            for (String list : List.of("upserted", "writeErrors")) {
                for (Document entry : (Collection<Document>) done.getOrDefault(list, List.of())) {
                    entry.put("index", index);
                    ((List<Document>) answer.computeIfAbsent(list, name -> new ArrayList<>())).add(entry);
                }
            }
        }
        return answer;
    }

    /**
     * As in MongoDB, a filter on a unique field finds its document at once, whatever else the filter asks. The index as
     * it comes answers only filters that ask nothing else, and everything else is a scan.
     */
    static class FindsByOneField extends Index<Object> {
        private final Index<Object> index;
        private final String field;

        FindsByOneField(Index<Object> index, String name, List<IndexKey> keys, boolean sparse) {
            super(name, keys, sparse);
            this.index = index;
            this.field = keys.get(0).getKey();
        }

        private Document part(Document query) {
            return new Document(field, query.get(field));
        }

        public boolean canHandle(Document query) {
            return query.get(field) != null && index.canHandle(part(query));
        }

        public Iterable<Object> getPositions(Document query) {
            return index.getPositions(part(query));
        }

        public Object getPosition(Document document) {
            return index.getPosition(document);
        }

        public void checkAdd(Document document, MongoCollection<Object> collection) {
            index.checkAdd(document, collection);
        }

        public void add(Document document, Object position, MongoCollection<Object> collection) {
            index.add(document, position, collection);
        }

        public Object remove(Document document) {
            return index.remove(document);
        }

        public void checkUpdate(Document before, Document after, MongoCollection<Object> collection) {
            index.checkUpdate(before, after, collection);
        }

        public void updateInPlace(Document before, Document after, Object position, MongoCollection<Object> collection) {
            index.updateInPlace(before, after, position, collection);
        }

        public long getCount() {
            return index.getCount();
        }

        public long getDataSize() {
            return index.getDataSize();
        }

        public boolean isUnique() {
            return true;
        }

        public void drop() {
            index.drop();
        }
    }

    /**
     * As in MongoDB, a sparse index that is not unique finds the documents that have its field, and the filter is asked
     * of these alone. The server as it comes has no such indexes, so each such question reads the whole collection.
     */
    static class FindsWhatHasTheField extends Index<Object> {
        private static final Set<String> ORDERS = Set.of("$gt", "$gte", "$lt", "$lte");

        private final MVMap<String, Object> positions;
        private final String field;

        FindsWhatHasTheField(MVMap<String, Object> positions, String name, List<IndexKey> keys) {
            super(name, keys, true);
            this.positions = positions;
            this.field = keys.get(0).getKey();
        }

        private static String key(Document document) {
            return String.valueOf(document.get("_id"));
        }

        public boolean canHandle(Document query) {
            Object asked = query.get(field);
            if (asked instanceof Document) {
                Document orders = (Document) asked;
                return ORDERS.containsAll(orders.keySet()) && !orders.containsValue(null);
            }
            return asked instanceof String || asked instanceof Boolean;
        }

        public Iterable<Object> getPositions(Document query) {
            return new ArrayList<>(positions.values());
        }

        public Object getPosition(Document document) {
            return positions.get(key(document));
        }

        public void checkAdd(Document document, MongoCollection<Object> collection) {
        }

        public void add(Document document, Object position, MongoCollection<Object> collection) {
            if (document.containsKey(field)) {
                positions.put(key(document), position);
            }
        }

        public Object remove(Document document) {
            return positions.remove(key(document));
        }

        public void checkUpdate(Document before, Document after, MongoCollection<Object> collection) {
        }

        public void updateInPlace(Document before, Document after, Object position, MongoCollection<Object> collection) {
            remove(before);
            add(after, position, collection);
        }

        public long getCount() {
            return positions.sizeAsLong();
        }

        public long getDataSize() {
            return 0;
        }

        public void drop() {
            positions.clear();
        }
    }
}
