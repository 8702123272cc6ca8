import threading
import time

threading.Thread(target=time.sleep, args=(60,), daemon=True).start()
print("the main thread does not wait", threading.active_count())
