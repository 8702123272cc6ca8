def cpu_intensive(n):
    return sum(i * i for i in range(n))


for _ in range(4):
    print(cpu_intensive(1_000_000))
